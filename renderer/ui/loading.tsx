import { Skeleton } from '@mantine/core';
import { t } from '../text/t.ts';

/** The shape of a list that is on its way. */
export function LoadingRows({ rows = 8, height = 34 }: { rows?: number; height?: number }) {
  return (
    <div role="status" aria-label={t('words.loading')} data-loading>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height - 12} my={6} radius="sm" />
      ))}
    </div>
  );
}
