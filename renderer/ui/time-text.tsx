import { Tooltip } from '@mantine/core';
import { formatExact, formatRelative } from '../text/times.ts';
import { useNow } from './use-now.ts';

/** A moment as its distance from now; the exact time on hover and to screen readers. */
export function TimeText({ iso, none = 'Never' }: { iso: string | null; none?: string }) {
  const now = useNow();
  if (iso === null) return <span className="soft">{none}</span>;
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
