import { Card } from '@mantine/core';
import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { linkTo } from '../../ui/route.ts';
import classes from './hand-over.module.css';

/** Can this desk be handed over? Only where nothing of it is on this desk alone; otherwise what is, is named. */
export function HandOver({ report }: { report: StatusReport }) {
  const tables = report.tables.filter(({ pending }) => pending > 0);
  const safe = isSafe(report);
  const Symbol = safe ? IconCircleCheck : IconHandStop;
  return (
    <Card component="section" aria-label={t('status.handOver')}>
      <div className={classes.line} data-tone={safe ? 'good' : 'warn'}>
        <Symbol size={20} aria-hidden className={classes.sign} />
        <div>
          <h2 className={classes.title}>
            {t(safe ? 'status.handOverSafe' : 'status.handOverNotYet')}
          </h2>
          <p className={classes.why}>{safe ? t('status.handOverSafeWhy') : whyNot(report)}</p>
          {tables.length > 0 && (
            <ul className={classes.tables}>
              {tables.map(({ table, label, pending }) => (
                <li key={table}>
                  <a href={linkTo(['records', table])}>{label}</a>:{' '}
                  {t('words.changes', { count: pending })}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </Card>
  );
}

/** The line may be down: what counts is that nothing entered here is missing on the server. */
export function isSafe({
  pending,
  conflictsHere,
  quarantined,
  isSyncing,
  lastSyncTime,
}: Pick<
  StatusReport,
  'pending' | 'conflictsHere' | 'quarantined' | 'isSyncing' | 'lastSyncTime'
>): boolean {
  return lastSyncTime !== null && !isSyncing && pending + conflictsHere + quarantined === 0;
}

function whyNot({ pending, conflictsHere, quarantined, isSyncing }: StatusReport): string {
  const what = [
    ...(pending > 0 ? [t('state.onlyHere', { count: pending })] : []),
    ...(conflictsHere > 0 ? [t('state.toDecide', { count: conflictsHere })] : []),
    ...(quarantined > 0 ? [t('state.recordsAside', { count: quarantined })] : []),
  ];
  if (what.length > 0) return t('status.handOverLeft', { what: joinWords(what) });
  return t(isSyncing ? 'status.handOverSyncing' : 'status.handOverNever');
}
