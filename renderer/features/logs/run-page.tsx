import { Card } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { triggerLabel } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
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
import { FailedRows } from './failed-rows.tsx';
import { RunBadge } from './run-badge.tsx';
import { RunEvents } from './run-events.tsx';
import { RunTables } from './run-tables.tsx';

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
      title={run ? t('logs.runTitle', { time: formatExact(run.startTime) }) : t('logs.run')}
      documentTitle={t('logs.runDocument')}
      above={
        <a href={linkTo(['log'])} className={pages.back}>
          <IconChevronLeft size={15} aria-hidden />
          {t('logs.title')}
        </a>
      }
      lead={run && <RunBadge status={run.status} />}
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!run && answer.loading && <LoadingRows rows={6} />}
      {run?.error && <ErrorPanel title={t('logs.whyStopped')} error={run.error} />}
      {run && (
        <>
          <Card component="section" aria-label={t('logs.summary')}>
            <FactList
              facts={[
                [t('logs.started'), formatExact(run.startTime)],
                [t('logs.ended'), run.endTime ? formatExact(run.endTime) : t('logs.stillRunning')],
                [t('logs.took'), run.endTime ? formatSeconds(run.durationSeconds) : '–'],
                [t('logs.why'), triggerLabel(run.trigger)],
                [t('logs.direction'), t(`logs.direction-${run.direction}`)],
                [t('logs.sent'), formatBytes(run.bytesSent)],
                [t('logs.received'), formatBytes(run.bytesReceived)],
                [t('logs.runId'), <span className="tabular">{run.id}</span>],
              ]}
            />
          </Card>
          <RunTables run={run} />
          <FailedRows run={run} />
          <RunEvents events={run.events} />
        </>
      )}
    </Page>
  );
}
