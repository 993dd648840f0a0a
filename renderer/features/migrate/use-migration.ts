import { useEffect, useState } from 'react';
import type { MigrateProgress, MigrateReport } from '../../../shared/api/migrate.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { toastError } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';

export type MigrationWork = 'check' | 'run';

export interface Migration {
  readonly work: MigrationWork | undefined;
  readonly progress: MigrateProgress | undefined;
  /** What the last check or run came to. */
  readonly report: MigrateReport | undefined;
  readonly error: SatchelError | undefined;
  /** Reads the file and counts; nothing is changed. */
  readonly check: (file: string) => void;
  /** Brings the records; `force` merges into a server that holds records already. */
  readonly run: (file: string, force: boolean) => void;
  readonly cancel: () => void;
  readonly forget: () => void;
}

/** Taking over an existing database. A run that was cancelled or cut off goes on when it is started again. */
export function useMigration(): Migration {
  const client = useClient();
  const [work, setWork] = useState<MigrationWork>();
  const [report, setReport] = useState<MigrateReport>();
  const [error, setError] = useState<SatchelError>();
  const progress = useMigrateProgress(work !== undefined);
  const begin = (kind: MigrationWork, request: { file: string; force: boolean }): void => {
    setWork(kind);
    setError(undefined);
    setReport(undefined);
    client.migrate
      .run({ ...request, checkOnly: kind === 'check' })
      .then(setReport, (caught: unknown) => {
        setError(windowError(caught));
      })
      .finally(() => {
        setWork(undefined);
      });
  };
  return {
    work,
    progress,
    report,
    error,
    check: (file) => {
      begin('check', { file, force: false });
    },
    run: (file, force) => {
      begin('run', { file, force });
    },
    cancel: () => {
      client.migrate.cancel({}).catch(toastError);
    },
    forget: () => {
      setReport(undefined);
      setError(undefined);
    },
  };
}

function useMigrateProgress(running: boolean): MigrateProgress | undefined {
  const client = useClient();
  const [progress, setProgress] = useState<MigrateProgress>();
  useEffect(() => {
    setProgress(undefined);
    if (!running) return undefined;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const step of await client.migrate.progress({}, { signal: stop.signal }))
        setProgress(step);
    };
    // Only the bar is lost: the migration's own answer says what happened.
    follow().catch(() => {
      setProgress(undefined);
    });
    return () => {
      stop.abort();
    };
  }, [client, running]);
  return progress;
}
