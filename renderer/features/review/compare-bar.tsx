import { Progress } from '@mantine/core';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import line from '../status/progress-line.module.css';
import { useCompareProgress } from './use-compare.ts';

/** How far a comparison is; the bar only moves by share where the whole is known. */
export function CompareBar() {
  const progress = useCompareProgress(true);
  const total = progress?.totalRows ?? 0;
  const share = total > 0 ? Math.min(100, ((progress?.rows ?? 0) / total) * 100) : undefined;
  return (
    <div className={line.line}>
      <Progress
        value={share ?? 100}
        animated={share === undefined}
        size="sm"
        aria-label={t('review.progress')}
      />
      <div className={`${line.words ?? ''} tabular`}>
        <span>{progress ? t(`review.phase-${progress.phase}`) : t('review.comparing')}</span>
        {progress?.table && <span>{tableLabel(progress.table)}</span>}
        {progress && progress.rows > 0 && (
          <span>{t('words.records', { count: progress.rows })}</span>
        )}
      </div>
    </div>
  );
}
