import { Tooltip } from '@mantine/core';
import { t } from '../text/t.ts';
import { formatExact, formatRelative } from '../text/times.ts';
import { useNow } from './use-now.ts';

interface TimeTextProps {
  readonly iso: string | null;
  /** What stands there where there is no such moment. */
  readonly none?: string;
  /** The moment is yet to come. Others never read as coming, however the last tick of the clock lies. */
  readonly ahead?: boolean;
}

/** A moment as its distance from now; the exact time on hover and to screen readers. */
export function TimeText({ iso, none, ahead = false }: TimeTextProps) {
  const tick = useNow();
  if (iso === null) return <span className="soft">{none ?? t('words.never')}</span>;
  const now = ahead ? tick : Math.max(tick, Date.parse(iso));
  return (
    <Tooltip label={formatExact(iso)}>
      <time
        dateTime={iso}
        className="tabular"
        aria-label={`${formatRelative(iso, now)}, ${formatExact(iso)}`}
      >
        {formatRelative(iso, now)}
      </time>
    </Tooltip>
  );
}
