import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { SyncReport } from '../../../shared/api/sync.ts';
import { t } from '../../text/t.ts';
import { formatMinute, formatSeconds } from '../../text/times.ts';
import { formatBytes, sum } from '../../text/words.ts';
import { Bars } from '../../ui/bars.tsx';
import classes from './run-chart.module.css';

const MOST = 60;

const measures = {
  rows: {
    of: (run: SyncReport) => sum(run.localToRemote) + sum(run.remoteToLocal),
    words: (value: number) => t('words.records', { count: value }),
  },
  bytes: {
    of: (run: SyncReport) => run.bytesSent + run.bytesReceived,
    words: formatBytes,
  },
  duration: { of: (run: SyncReport) => run.durationSeconds, words: formatSeconds },
} as const;

type Measure = keyof typeof measures;

/** The newest runs as bars, oldest first: records, data or time. */
export function RunChart({ runs }: { runs: readonly SyncReport[] }) {
  const [measure, setMeasure] = useState<Measure>('rows');
  const { of, words } = measures[measure];
  const shown = runs.slice(0, MOST).toReversed();
  return (
    <div className={classes.chart}>
      <SegmentedControl
        aria-label={t('logs.chart')}
        size="xs"
        data={[
          { value: 'rows', label: t('logs.measure-rows') },
          { value: 'bytes', label: t('logs.measure-bytes') },
          { value: 'duration', label: t('logs.measure-duration') },
        ]}
        value={measure}
        onChange={setMeasure}
      />
      <Bars
        label={t('logs.chartOf', {
          measure: t(`logs.measure-${measure}`),
          count: shown.length,
          most: words(Math.max(0, ...shown.map(of))),
        })}
        bars={shown.map((run) => ({
          id: run.id,
          value: of(run),
          words: `${formatMinute(run.startTime)}: ${words(of(run))}`,
          bad: run.status === 'failed',
        }))}
      />
    </div>
  );
}
