import type { Backup } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { formatMinute } from '../../text/times.ts';
import { formatBytes } from '../../text/words.ts';
import { Bars } from '../../ui/bars.tsx';
import classes from './backups.module.css';

const MOST = 40;

/** Sizes side by side, oldest first: one that is suddenly small is worth a look. */
export function SizeSparkline({ backups }: { backups: readonly Backup[] }) {
  const shown = backups.slice(0, MOST).toReversed();
  const sizes = shown.map(({ sizeBytes }) => sizeBytes);
  if (shown.length < 2) return null;
  const words = t('backups.sizes', {
    count: shown.length,
    least: formatBytes(Math.min(...sizes)),
    most: formatBytes(Math.max(...sizes)),
  });
  return (
    <div className={classes.sizes}>
      <span className="soft">{words}</span>
      <Bars
        height={28}
        label={words}
        bars={shown.map(({ id, sizeBytes, createdAt, state }) => ({
          id,
          value: sizeBytes,
          words: `${formatMinute(createdAt)}: ${formatBytes(sizeBytes)}`,
          bad: state !== 'verified',
        }))}
      />
    </div>
  );
}
