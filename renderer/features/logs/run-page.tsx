import { Card } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import type { RunDetail } from '../../../shared/api/sync.ts';
import { triggerWords } from '../../text/sync-words.ts';
import { formatExact, formatSeconds } from '../../text/times.ts';
import { formatBytes } from '../../text/words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FactList } from '../../ui/fact-list.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';
import pages from '../records/record-page.module.css';
import { useRunRevision } from './log-page.tsx';
import { RunBadge } from './run-badge.tsx';
import { RunEvents } from './run-events.tsx';
import { RunTables } from './run-tables.tsx';

const directions: Readonly<Record<RunDetail['direction'], string>> = {
  both: 'Sent and received',
  push: 'Sent only',
  pull: 'Received only',
};

/** One sync: how it went, what moved in which table, and its events in order. */
export function RunPage({ id }: { id: string }) {
  const client = useClient();
  const answer = useAnswer(
    (signal) => client.logs.get({ id: Number(id) }, { signal }),
    id,
    useRunRevision(),
  );
  const run = answer.data;
  return (
    <Page
      title={run ? `Sync of ${formatExact(run.startTime)}` : 'Sync'}
      documentTitle="Sync run"
      above={
        <a href={linkTo(['log'])} className={pages.back}>
          <IconChevronLeft size={15} aria-hidden />
          Sync log
        </a>
      }
      lead={run && <RunBadge status={run.status} />}
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!run && answer.loading && <LoadingRows rows={6} />}
      {run?.error && <ErrorPanel title="Why it stopped" error={run.error} />}
      {run && (
        <>
          <Card component="section" aria-label="Summary">
            <FactList
              facts={[
                ['Started', formatExact(run.startTime)],
                ['Ended', run.endTime ? formatExact(run.endTime) : 'Still running'],
                ['Took', run.endTime ? formatSeconds(run.durationSeconds) : '–'],
                ['Why', triggerWords[run.trigger]],
                ['Direction', directions[run.direction]],
                ['Sent', formatBytes(run.bytesSent)],
                ['Received', formatBytes(run.bytesReceived)],
                ['Run', <span className="tabular">{run.id}</span>],
              ]}
            />
          </Card>
          <RunTables run={run} />
          <RunEvents events={run.events} />
        </>
      )}
    </Page>
  );
}
