import { Progress } from '@mantine/core';
import type { SyncProgress } from '../../../shared/api/sync.ts';
import { phaseLabel } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { formatBytes } from '../../text/words.ts';
import { useSession } from '../session/desk-context.tsx';
import classes from './progress-line.module.css';
import { useTimeLeft } from './use-time-left.ts';

/** What the running sync is doing, with a bar; the bar only moves by share where the whole is known. */
export function ProgressLine() {
  const progress = useSession((state) => state.progress);
  const share = shareDone(progress);
  const left = useTimeLeft(`${progress?.run ?? 0}/${progress?.phase ?? ''}`, share);
  return (
    <div className={classes.line}>
      <Progress
        value={share ?? 100}
        animated={share === undefined}
        size="sm"
        aria-label={t('status.progress')}
      />
      <div className={`${classes.words} tabular`}>
        <span>{progress ? phaseLabel(progress.phase) : t('status.starting')}</span>
        {progress?.table && <span>{tableLabel(progress.table)}</span>}
        {progress && progress.rows > 0 && <span>{rowWords(progress)}</span>}
        {progress && progress.bytes > 0 && <span>{formatBytes(progress.bytes)}</span>}
        {left !== undefined && <span>{leftWords(left)}</span>}
      </div>
    </div>
  );
}

function leftWords(leftMs: number): string {
  const minutes = Math.round(leftMs / 60_000);
  return minutes < 1 ? t('status.secondsLeft') : t('status.minutesLeft', { count: minutes });
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
    ? t('words.rowsOf', { done: rows, count: totalRows })
    : t('words.records', { count: rows });
}
