import { useEffect, useState } from 'react';
import type { BackupProgress } from '../../../shared/api/backups.ts';
import { useClient } from '../session/desk-context.tsx';
import { noteBackupsChanged } from './use-backup-status.ts';

/** What a backup, verification or restore is doing. The stream is open only while one runs. */
export function useBackupProgress(running: boolean): BackupProgress | undefined {
  const client = useClient();
  const [progress, setProgress] = useState<BackupProgress>();
  useEffect(() => {
    setProgress(undefined);
    if (!running) return undefined;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const step of await client.backups.progress({}, { signal: stop.signal })) {
        setProgress(step);
        if (step.phase === 'done') noteBackupsChanged();
      }
    };
    // A stream that breaks takes the bar away and nothing else: whoever began the work hears how it ended.
    follow().catch(() => {
      setProgress(undefined);
    });
    return () => {
      stop.abort();
    };
  }, [client, running]);
  return progress;
}

/** Percent of the phase, or undefined where nobody knows. */
export function shareOf(progress: BackupProgress | undefined): number | undefined {
  if (!progress?.total) return undefined;
  return Math.min(100, (progress.done / progress.total) * 100);
}
