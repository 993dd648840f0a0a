import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Direction, SyncReport } from '../../../shared/api/sync.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { linkTo } from '../../ui/route.ts';
import { useAsking } from '../../ui/use-asking.ts';
import { RunBadge } from '../logs/run-badge.tsx';
import { RunTables } from '../logs/run-tables.tsx';
import { useClient, useSession } from '../session/desk-context.tsx';
import { ProgressLine } from '../status/progress-line.tsx';
import { useSync } from '../status/use-sync.ts';
import classes from './review-page.module.css';

interface SyncPartProps {
  readonly tables: readonly string[];
  /** Both sides may have moved. */
  readonly onSynced: () => void;
}

/** Syncs the chosen tables in one direction or both, and shows what moved in each. */
export function SyncPart({ tables, onSynced }: SyncPartProps) {
  const client = useClient();
  const ready = useSession(({ report }) => report?.ready ?? false);
  const { running, cancel } = useSync();
  const [direction, setDirection] = useState<Direction>('both');
  const part = useAsking(async (signal) => {
    const report = await client.sync.run({ tables: [...tables], direction }, { signal });
    if (!report.error) onSynced();
    return report;
  });
  const busy = running || part.running;
  return (
    <section aria-labelledby="part-heading">
      <h2 id="part-heading" className={classes.title}>
        {t('review.part')}
      </h2>
      <p className={classes.why}>{t('review.partWhy')}</p>
      <div className={classes.part}>
        <SegmentedControl
          aria-label={t('review.direction')}
          size="sm"
          value={direction}
          onChange={setDirection}
          data={(['both', 'push', 'pull'] as const).map((value) => ({
            value,
            label: t(`review.direction-${value}`),
          }))}
        />
        {busy ? (
          <Button variant="default" onClick={cancel}>
            {t('status.cancelSync')}
          </Button>
        ) : (
          <Button disabled={!ready || tables.length === 0} onClick={part.start}>
            {t('review.sync', { count: tables.length })}
          </Button>
        )}
        {tables.length === 0 && <span className="soft">{t('review.chooseFirst')}</span>}
      </div>
      {busy && <ProgressLine />}
      {part.error && <ErrorPanel error={part.error} retry={part.start} />}
      {part.data && !busy && <PartResult report={part.data} />}
    </section>
  );
}

function PartResult({ report }: { report: SyncReport }) {
  return (
    <div className={classes.outcome}>
      <div className={classes.head} role="status">
        <h3 className={classes.title}>
          {t('review.synced')} <RunBadge status={report.status} />
        </h3>
        <a href={linkTo(['log', String(report.id)])}>{t('review.openRun')}</a>
      </div>
      {report.error && <ErrorPanel error={report.error} title={t('logs.whyStopped')} />}
      <RunTables run={report} />
    </div>
  );
}
