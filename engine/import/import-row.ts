import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from '../store/database.ts';
import { findDirty } from '../store/dirty.ts';
import { applyRemote } from '../store/gate.ts';
import { markDirty } from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import { mergeUnsent } from '../sync/apply-row.ts';
import { isUniqueViolation } from '../sync/collisions.ts';

/** What became of one row of the file. `left`: deleted at the server, an edit waits, or its unique value is taken. */
export type Imported = 'added' | 'same' | 'conflicts' | 'left';

export interface ImportContext {
  readonly store: Store;
  readonly now: number;
  readonly actor: string;
}

/**
 * Brings rows of a file into the desk as edits that were never sent, in one transaction. A row whose key is here with other
 * values is merged as one that both sides made without knowing of each other: no value is written over, each that
 * differs goes to a person. Run again, what is here already is found to be the same.
 */
export function importRows(
  context: ImportContext,
  access: TableAccess,
  rows: readonly WireRow[],
): Record<Imported, number> {
  const counts = { added: 0, same: 0, conflicts: 0, left: 0 };
  applyRemote(context.store, () => {
    for (const row of rows) counts[importRow(context, access, row)]++;
  });
  return counts;
}

function importRow(context: ImportContext, access: TableAccess, row: WireRow): Imported {
  const { store } = context;
  const pk = access.pkOfRow(row);
  const here = access.read(pk);
  if (here !== null && here.every((value, index) => value === row[index])) return 'same';
  if (findDirty(store.db, access.id, pk) !== undefined) return 'left';
  try {
    return store.db.transaction(() =>
      here === null ? add(context, access, { pk, row }) : merge(context, access, { pk, row, here }),
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return 'left';
  }
}

/** What was deleted at the server stays deleted. */
function add(
  { store, now, actor }: ImportContext,
  access: TableAccess,
  { pk, row }: { pk: SqlValue; row: WireRow },
): Imported {
  if (access.held(pk) !== undefined) return 'left';
  access.write(row);
  markDirty(store.db, { tbl: access.id, pk, op: 'insert', actor }, now);
  return 'added';
}

function merge(
  { store, now, actor }: ImportContext,
  access: TableAccess,
  { pk, row, here }: { pk: SqlValue; row: WireRow; here: WireRow },
): Imported {
  const held = access.held(pk);
  if (held === undefined) return 'left';
  access.dropBase(pk);
  access.write(row);
  markDirty(store.db, { tbl: access.id, pk, op: 'insert', actor }, now);
  const merged = mergeUnsent({ store, now, anyDirty: true }, { access, pk, held, row: here });
  return merged === 'conflict' ? 'conflicts' : 'same';
}
