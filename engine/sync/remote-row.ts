import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from '../store/database.ts';
import type { Store } from '../store/open-store.ts';
import type { Held, TableAccess } from '../store/table-access.ts';

/** A row of the server: its image, or null where it is deleted. */
export interface RemoteRow {
  readonly access: TableAccess;
  readonly pk: SqlValue;
  readonly held: Held;
  readonly row: WireRow | null;
}

/** The old epochs' commits above `known` are lost at the server; `epoch` is the one it minted [SYNC-8]. */
export interface Reconciliation {
  readonly epoch: number;
  readonly known: number;
}

export interface ApplyContext {
  readonly store: Store;
  readonly now: number;
  /** False spares a look-up a row; only while no row of the desk is dirty. */
  readonly anyDirty: boolean;
  /** Set while the server's restored state is compared with what the desk still has. */
  readonly reconciliation?: Reconciliation | undefined;
}
