import { Button, Progress } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { tableLabel } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import { ProgressLine } from '../status/progress-line.tsx';
import classes from './migrate.module.css';
import type { Migration } from './use-migration.ts';

/** What is being done to the file, how far it is, and a way to stop it. */
export function MigrateProgressLine({ progress, cancel }: Migration) {
  const phase = progress?.phase ?? 'checking';
  const share = progress?.total ? Math.min(100, (progress.done / progress.total) * 100) : undefined;
  return (
    <div className={classes.progress}>
      {phase === 'fetching' || phase === 'sending' ? (
        <ProgressLine />
      ) : (
        <Progress
          value={share ?? 100}
          animated={share === undefined}
          size="sm"
          aria-label={t('migrate.progress')}
        />
      )}
      <div className={classes.progressFoot}>
        <span role="status">
          {t(`migrate.phase-${phase}`)}
          {progress?.table ? ` · ${tableLabel(progress.table)}` : ''}
          {progress?.total
            ? ` · ${t('words.rowsOf', { done: progress.done, count: progress.total })}`
            : ''}
        </span>
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={15} aria-hidden />}
          onClick={cancel}
        >
          {t('words.cancel')}
        </Button>
      </div>
    </div>
  );
}
