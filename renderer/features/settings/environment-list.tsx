import { choiceWord } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import tables from '../../ui/data-table.module.css';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import type { SettingsAnswer } from './use-settings.ts';

const PREFIX = 'environments.';

/** The servers this desk knows by name, and which of them it works with. */
export function EnvironmentList({
  settings,
  current,
}: {
  settings: SettingsAnswer;
  current: string;
}) {
  const text = (name: string, field: string): string => {
    const value = settings.values?.get(`${PREFIX}${name}.${field}`)?.value;
    return typeof value === 'string' && value !== '' ? value : '–';
  };
  const names = new Set(
    [...(settings.values?.keys() ?? [])]
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length).split('.')[0] ?? ''),
  );
  return (
    <div className={tables.frame} tabIndex={0} role="group" aria-label={t('settings.environments')}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('status.environment')}</th>
            <th scope="col">{t('status.there')}</th>
            <th scope="col">{t('session.username')}</th>
          </tr>
        </thead>
        <tbody>
          {[...names].map((name) => (
            <tr key={name}>
              <th scope="row">
                {choiceWord(name)}{' '}
                {name === current && <ToneBadge tone="quiet">{t('settings.inUse')}</ToneBadge>}
              </th>
              <td>{text(name, 'url')}</td>
              <td>{text(name, 'username')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
