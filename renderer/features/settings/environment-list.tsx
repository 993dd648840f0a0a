import { choiceWord } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
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
    <TableFrame
      label={t('settings.environments')}
      heads={[t('status.environment'), t('status.there'), t('session.username')]}
    >
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
    </TableFrame>
  );
}
