import { IconCheck, IconMinus, IconTool } from '@tabler/icons-react';
import type { Finding } from '../../../shared/api/diagnose.ts';
import { t } from '../../text/t.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { checkTitle, findingWords } from './check-words.ts';

/** Checks that need nobody: in order, or not looked at, with the reason. */
export function QuietChecks({ findings }: { findings: readonly Finding[] }) {
  return (
    <TableFrame
      label={t('diagnostics.others')}
      heads={[t('diagnostics.check'), t('diagnostics.state'), t('diagnostics.found')]}
    >
      {findings.map((finding) => (
        <tr key={finding.id}>
          <th scope="row">{checkTitle(finding)}</th>
          <td>
            <QuietBadge finding={finding} />
          </td>
          <td style={{ whiteSpace: 'normal' }}>{findingWords(finding).finding}</td>
        </tr>
      ))}
    </TableFrame>
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
