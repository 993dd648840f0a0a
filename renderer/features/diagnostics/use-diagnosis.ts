import { useCallback, useEffect, useRef, useState } from 'react';
import type { Diagnosis, DiagnoseRequest } from '../../../shared/api/diagnose.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { isAbort, windowError } from '../../ui/window-error.ts';
import { noteBackupsChanged } from '../backups/use-backup-status.ts';
import { useClient } from '../session/desk-context.tsx';

export interface DiagnosisAnswer {
  readonly diagnosis: Diagnosis | undefined;
  readonly error: SatchelError | undefined;
  /** `all`, or the check that is being mended; undefined where nothing runs. */
  readonly running: string | undefined;
  readonly run: () => void;
  /** Mends what is safe to mend: one check's, or everything. Every check is looked at again. */
  readonly fix: (id?: string) => void;
}

/** Looks when the page is opened, and again when asked. What was found stays on screen meanwhile. */
export function useDiagnosis(): DiagnosisAnswer {
  const client = useClient();
  const [diagnosis, setDiagnosis] = useState<Diagnosis>();
  const [error, setError] = useState<SatchelError>();
  const [running, setRunning] = useState<string>();
  const stop = useRef(new AbortController());

  const ask = useCallback(
    (request: DiagnoseRequest, what: string): void => {
      stop.current.abort();
      const own = new AbortController();
      stop.current = own;
      setRunning(what);
      setError(undefined);
      client.diagnose
        .run(request, { signal: own.signal })
        .then(setDiagnosis, (caught: unknown) => {
          if (!own.signal.aborted && !isAbort(caught)) setError(windowError(caught));
        })
        .finally(() => {
          if (own.signal.aborted) return;
          setRunning(undefined);
          noteBackupsChanged();
        });
    },
    [client],
  );
  const run = useCallback(() => {
    ask({ fix: false }, 'all');
  }, [ask]);
  useEffect(() => {
    run();
    return () => {
      stop.current.abort();
    };
  }, [run]);

  return {
    diagnosis,
    error,
    running,
    run,
    fix: (id) => {
      ask({ fix: id === undefined ? true : [id] }, id ?? 'all');
    },
  };
}
