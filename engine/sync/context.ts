import type { Clock, Log, Random } from '../ports.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { ServerClient } from './server-client.ts';

/** What a cycle is made of. */
export interface SyncContext {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly client: ServerClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly run: RunRecorder;
  readonly signal: AbortSignal;
  readonly schemaHash: string;
  /** Told the hash of another schema that the server has; throws where this desk takes it over. */
  readonly onOtherSchema: (hash: string, signal: AbortSignal) => Promise<void>;
  readonly witnessPath: string;
  /** Asks other threads that read the database to let go of its file. */
  readonly releaseReaders?: (() => void) | undefined;
  readonly environment: string;
  readonly settings: {
    readonly batchRows: number;
    readonly maxRetries: number;
    readonly brakeShare: number;
    readonly brakeCount: number;
    /** Above so many rows at the server, a first sync fetches a snapshot. */
    readonly snapshotRows: number;
  };
  /** Tables whose edits are sent; null for all. The pull is always whole. */
  readonly tables: ReadonlySet<string> | null;
  readonly acceptDeletes: boolean;
}

/** Lets other work of the thread run. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
