import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { SyncReport } from '../../../shared/api/sync.ts';
import { triggerWords } from '../../text/sync-words.ts';
import { formatClock, formatSeconds } from '../../text/times.ts';
import { count, formatBytes, formatNumber, sum } from '../../text/words.ts';
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
import { RunBadge } from './run-badge.tsx';

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
  const shown = runs.data ?? [];
  return (
    <Page
      title="Sync log"
      lead="Every sync of this desk, newest first. Open one to see what it did."
      actions={<SyncNowButton />}
    >
      {runs.error && <ErrorPanel error={runs.error} retry={runs.reload} />}
      {!runs.data && runs.loading && <LoadingRows rows={10} />}
      {runs.data?.length === 0 && (
        <EmptyState icon={IconHistory} title="No sync yet">
          The first one fetches your clinic’s records; after that only what changed travels.
        </EmptyState>
      )}
      {shown.length > 0 && <RunTable runs={shown} />}
      {shown.length >= limit && limit < MOST && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={runs.loading}
          onClick={() => {
            setLimit((before) => Math.min(MOST, before + STEP));
          }}
        >
          Show older
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
            <th scope="col">Started</th>
            <th scope="col">Why</th>
            <th scope="col">Result</th>
            <th scope="col" className={tables.number}>
              Sent
            </th>
            <th scope="col" className={tables.number}>
              Received
            </th>
            <th scope="col" className={tables.number}>
              Conflicts
            </th>
            <th scope="col" className={tables.number}>
              Data
            </th>
            <th scope="col" className={tables.number}>
              Took
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
      <td>{triggerWords[run.trigger]}</td>
      <td>
        <RunBadge status={run.status} />
      </td>
      <Figure value={sum(run.localToRemote)} />
      <Figure value={sum(run.remoteToLocal)} />
      <Figure value={sum(run.conflicts)} />
      <td
        className={tables.number}
        title={`${count(run.bytesSent, 'byte')} sent, ${count(run.bytesReceived, 'byte')} received`}
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
