import type { RunDetail } from '../../../shared/api/sync.ts';
import { t } from '../../text/t.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { QuarantineList } from '../conflicts/quarantine-list.tsx';
import { useClient, useSession } from '../session/desk-context.tsx';
import classes from './run-events.module.css';

/** What this sync could not send: each record with its reason, and what can be done about it. */
export function FailedRows({ run }: { run: RunDetail }) {
  const client = useClient();
  const count = useSession(({ report }) => report?.quarantined ?? 0);
  const tables = Object.keys(run.quarantined).filter((table) => (run.quarantined[table] ?? 0) > 0);
  const aside = useAnswer(
    async (signal) => (tables.length > 0 ? client.quarantine.list({}, { signal }) : []),
    `failed/${String(run.id)}`,
    count,
  );
  if (tables.length === 0 || !aside.data) return null;
  const rows = aside.data.filter(({ table, at }) => tables.includes(table) && isDuring(run, at));
  if (rows.length === 0) return <p className={classes.none}>{t('logs.failedDealtWith')}</p>;
  return <QuarantineList rows={rows} heading={t('logs.failedRows')} />;
}

function isDuring({ startTime, endTime }: RunDetail, at: string): boolean {
  const time = Date.parse(at);
  return time >= Date.parse(startTime) && (endTime === null || time <= Date.parse(endTime));
}
