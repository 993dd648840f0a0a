import { Button, Progress } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { t } from '../../text/t.ts';
import classes from './backups.module.css';
import { shareOf, useBackupProgress } from './use-backup-progress.ts';
import type { BackupTask } from './use-backup-work.ts';

interface BackupProgressProps {
  readonly task?: BackupTask | undefined;
  readonly onCancel: () => void;
}

/** What is being done to the backups, how far it is, and a way to stop it. */
export function BackupProgressLine({ task, onCancel }: BackupProgressProps) {
  const progress = useBackupProgress(true);
  const share = progress?.phase === 'done' ? undefined : shareOf(progress);
  return (
    <div className={classes.progress}>
      <div className={classes.grow}>
        <Progress
          value={share ?? 100}
          animated={share === undefined}
          size="sm"
          aria-label={t('backups.progress')}
        />
        <div className={classes.progressWords} role="status">
          {task?.kind === 'verify' && task.count > 1
            ? t('backups.verifyingOf', { at: task.at, count: task.count })
            : t(`backups.task-${progress?.task ?? task?.kind ?? 'create'}`)}
          {progress && progress.phase !== 'done' && ` · ${t(`backups.phase-${progress.phase}`)}`}
        </div>
      </div>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={15} aria-hidden />}
        onClick={onCancel}
      >
        {t('words.cancel')}
      </Button>
    </div>
  );
}
