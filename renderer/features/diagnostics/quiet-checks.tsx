import { IconCheck, IconMinus, IconTool } from '@tabler/icons-react';
import type { Finding } from '../../../shared/api/diagnose.ts';
import { t } from '../../text/t.ts';
import tables from '../../ui/data-table.module.css';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { checkTitle, findingWords } from './check-words.ts';

/** Checks that need nobody: in order, or not looked at, with the reason. */
export function QuietChecks({ findings }: { findings: readonly Finding[] }) {
  return (
    <div className={tables.frame} tabIndex={0} role="group" aria-label={t('diagnostics.others')}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('diagnostics.check')}</th>
            <th scope="col">{t('diagnostics.state')}</th>
            <th scope="col">{t('diagnostics.found')}</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <tr key={finding.id}>
              <th scope="row">{checkTitle(finding)}</th>
              <td>
                <QuietBadge finding={finding} />
              </td>
              <td style={{ whiteSpace: 'normal' }}>{findingWords(finding).finding}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function QuietBadge({ finding: { state, fixed } }: { finding: Finding }) {
  if (fixed)
    return (
      <ToneBadge tone="good" icon={<IconTool size={14} aria-hidden />}>
        {t('diagnostics.fixed')}
      </ToneBadge>
    );
  const ok = state === 'ok';
  const Symbol = ok ? IconCheck : IconMinus;
  return (
    <ToneBadge tone={ok ? 'good' : 'quiet'} plain icon={<Symbol size={14} aria-hidden />}>
      {t(ok ? 'diagnostics.ok' : 'diagnostics.skipped')}
    </ToneBadge>
  );
}
