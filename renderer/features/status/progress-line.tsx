import { Progress } from '@mantine/core';
import type { SyncProgress } from '../../../shared/api/sync.ts';
import { phaseWords } from '../../text/sync-words.ts';
import { count, formatBytes, formatNumber, humanise } from '../../text/words.ts';
import { useSession } from '../session/desk-context.tsx';
import classes from './progress-line.module.css';

/** What the running sync is doing, with a bar; the bar only moves by share where the whole is known. */
export function ProgressLine() {
  const progress = useSession((state) => state.progress);
  const share = shareDone(progress);
  return (
    <div className={classes.line}>
      <Progress
        value={share ?? 100}
        animated={share === undefined}
        size="sm"
        aria-label="Sync progress"
      />
      <div className={`${classes.words} tabular`}>
        <span>{progress ? phaseWords[progress.phase] : 'Starting'}</span>
        {progress?.table && <span>{humanise(progress.table)}</span>}
        {progress && progress.rows > 0 && <span>{rowWords(progress)}</span>}
        {progress && progress.bytes > 0 && <span>{formatBytes(progress.bytes)}</span>}
      </div>
    </div>
  );
}

/** Percent, or undefined where the whole is not known. */
export function shareDone(progress: SyncProgress | undefined): number | undefined {
  if (!progress) return undefined;
  if (progress.phase === 'done') return 100;
  const { rows, totalRows, bytes, totalBytes } = progress;
  if (totalRows) return Math.min(100, (rows / totalRows) * 100);
  if (totalBytes) return Math.min(100, (bytes / totalBytes) * 100);
  return undefined;
}

function rowWords({ rows, totalRows }: SyncProgress): string {
  return totalRows
    ? `${formatNumber(rows)} of ${count(totalRows, 'record')}`
    : count(rows, 'record');
}
