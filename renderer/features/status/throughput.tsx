import { t } from '../../text/t.ts';
import { formatMinute } from '../../text/times.ts';
import { sum } from '../../text/words.ts';
import { Bars } from '../../ui/bars.tsx';
import { linkTo } from '../../ui/route.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useRunRevision } from '../logs/log-page.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './throughput.module.css';

const RUNS = 60;

/** How many records the last syncs moved; nothing where there was none yet. */
export function Throughput() {
  const client = useClient();
  const runs = useAnswer(
    (signal) => client.logs.list({ limit: RUNS }, { signal }),
    'throughput',
    useRunRevision(),
  );
  const shown = (runs.data ?? []).toReversed().map((run) => ({
    id: run.id,
    rows: sum(run.localToRemote) + sum(run.remoteToLocal),
    at: run.startTime,
    bad: run.status === 'failed',
  }));
  if (shown.length === 0) return null;
  const total = shown.reduce((rows, run) => rows + run.rows, 0);
  return (
    <a href={linkTo(['log'])} className={classes.line}>
      <span className={classes.words}>
        {t('status.throughput', {
          records: t('words.records', { count: total }),
          count: shown.length,
        })}
      </span>
      <Bars
        height={28}
        label={t('logs.measure-rows')}
        bars={shown.map(({ id, rows, at, bad }) => ({
          id,
          value: rows,
          words: `${formatMinute(at)}: ${t('words.records', { count: rows })}`,
          bad,
        }))}
      />
    </a>
  );
}
