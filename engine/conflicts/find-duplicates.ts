import { lookAlike } from '../store/alias-store.ts';
import { findConflict, recordConflict } from '../store/conflict-store.ts';
import type { SqlValue } from '../store/database.ts';
import { findDirty } from '../store/dirty.ts';
import { keyText } from '../store/row-key.ts';
import { findShared, sharesConflicts } from '../store/shared-conflict-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import { conflictId } from './conflict-id.ts';
import type { Sharing } from './decision.ts';

/**
 * After a pull that brought records of a table: records added here and not sent yet that look like one that came from another desk, by the manifest's
 * `duplicates`. Each pair is asked about once; what was said to be two is not asked about again.
 */
export function findDuplicates(context: Sharing, pulled: ReadonlySet<string>): void {
  const { store, access } = context;
  for (const table of store.schema.tables) {
    if (!pulled.has(table.name)) continue;
    for (const columns of table.duplicates ?? []) {
      for (const pair of lookAlike(store, table, columns)) {
        store.db.transaction(() => {
          askAboutPair(context, access.get(table.name), pair);
        });
      }
    }
  }
}

/** Its id is that of the pair, whoever finds it. Within the caller's transaction. */
export function askAboutPair(
  { store, now }: Sharing,
  access: TableAccess,
  { mine, theirs }: { mine: SqlValue; theirs: SqlValue },
): void {
  const { table } = access;
  const [key, other] = [mine, theirs].map((pk) => keyText(table, access.keyOfPk(pk))) as [
    string,
    string,
  ];
  const pair = [key, other].sort().join(' ');
  const field = `= ${other}`;
  const id = conflictId({
    device: '',
    table: table.name,
    key: pair,
    field: '=',
    theirsVersion: '',
  });
  if (findConflict(store.db, id)) return;
  if (sharesConflicts(store) && findShared(store.db, id)) return;
  const dirty = findDirty(store.db, access.id, mine);
  recordConflict(store.db, {
    id,
    tbl: access.id,
    pk: mine,
    field,
    kind: 'duplicate',
    base: null,
    mine: key,
    theirs: other,
    theirsVersion: 'pair',
    actor: dirty?.actor ?? null,
    editedAt: dirty?.last_at ?? null,
    foundAt: now,
  });
}
