import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { SyncReport } from '../../../shared/api/sync.ts';
import { triggerLabel } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { formatClock, formatSeconds } from '../../text/times.ts';
import { formatBytes, formatNumber, sum } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { navigate } from '../../ui/router.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { useClient, useSession } from '../session/desk-context.tsx';
import { SyncNowButton } from '../status/sync-now-button.tsx';
import classes from './log-page.module.css';
import { RunBadge } from './run-badge.tsx';
import { RunChart } from './run-chart.tsx';
import { everyRun, matchesFilter } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import { useFollow } from './use-follow.ts';

const STEP = 50;
const MOST = 1000;

/** Every sync: when, why, how it went, and how much went each way. */
export function LogPage() {
  const client = useClient();
  const [limit, setLimit] = useState(STEP);
  const runs = useAnswer(
    (signal) => client.logs.list({ limit }, { signal }),
    'runs',
    useRunRevision() + limit,
  );
  const [filter, setFilter] = useState(everyRun);
  const { shown: followed, newer, follow } = useFollow(runs.data);
  const all = followed ?? [];
  const shown = all.filter((run) => matchesFilter(run, filter));
  return (
    <Page title={t('logs.title')} lead={t('logs.lead')} actions={<SyncNowButton />}>
      {runs.error && <ErrorPanel error={runs.error} retry={runs.reload} />}
      {!runs.data && runs.loading && <LoadingRows rows={10} />}
      {runs.data?.length === 0 && (
        <EmptyState icon={IconHistory} title={t('logs.noneTitle')}>
          {t('logs.noneWhy')}
        </EmptyState>
      )}
      {all.length > 0 && (
        <>
          <RunChart runs={shown} />
          <RunFilters filter={filter} onChange={setFilter} runs={shown} />
        </>
      )}
      {newer > 0 && (
        <Button className={classes.newer ?? ''} size="xs" onClick={follow}>
          {t('logs.follow', { count: newer })}
        </Button>
      )}
      {all.length > 0 && shown.length === 0 && (
        <EmptyState icon={IconHistory} title={t('logs.noMatch')}>
          {t('logs.noMatchWhy')}
        </EmptyState>
      )}
      {shown.length > 0 && <RunTable runs={shown} />}
      {all.length >= limit && limit < MOST && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={runs.loading}
          onClick={() => {
            setLimit((before) => Math.min(MOST, before + STEP));
          }}
        >
          {t('logs.older')}
        </Button>
      )}
    </Page>
  );
}

/** Changes when a sync begins or ends. */
export function useRunRevision(): number {
  return useSession(({ report }) =>
    report
      ? (report.lastSyncTime ? Date.parse(report.lastSyncTime) : 0) * 2 + (report.isSyncing ? 1 : 0)
      : 0,
  );
}

function RunTable({ runs }: { runs: readonly SyncReport[] }) {
  return (
    <div className={tables.frame}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('logs.started')}</th>
            <th scope="col">{t('logs.why')}</th>
            <th scope="col">{t('logs.result')}</th>
            <th scope="col" className={tables.number}>
              {t('logs.sent')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.received')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.conflicts')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.data')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.took')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run }: { run: SyncReport }) {
  const now = useNow(60_000);
  const place = ['log', String(run.id)];
  return (
    <tr
      className={tables.link}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('a')) navigate(place);
      }}
    >
      <td className="tabular">
        <a href={linkTo(place)}>{formatClock(run.startTime, now)}</a>
      </td>
      <td>{triggerLabel(run.trigger)}</td>
      <td>
        <RunBadge status={run.status} />
      </td>
      <Figure value={sum(run.localToRemote)} />
      <Figure value={sum(run.remoteToLocal)} />
      <Figure value={sum(run.conflicts)} />
      <td
        className={tables.number}
        title={t('logs.bytes', {
          sent: formatBytes(run.bytesSent),
          received: formatBytes(run.bytesReceived),
        })}
      >
        {formatBytes(run.bytesSent + run.bytesReceived)}
      </td>
      <td className={tables.number}>
        {run.endTime === null ? '–' : formatSeconds(run.durationSeconds)}
      </td>
    </tr>
  );
}

function Figure({ value }: { value: number }) {
  return (
    <td className={tables.number}>
      {value === 0 ? <span className="soft">0</span> : formatNumber(value)}
    </td>
  );
}
