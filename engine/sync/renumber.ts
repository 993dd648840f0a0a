import { hasNumberedKey } from '../../shared/records/manifest.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from '../store/database.ts';
import { sameRow } from '../conflicts/merge.ts';
import { referencingRows } from '../store/dependants.ts';
import { decideDirty, type DirtyRow, findDirty, moveDirty } from '../store/dirty.ts';
import { nextNumber } from '../store/next-number.ts';
import type { Store } from '../store/open-store.ts';
import { moveInQuarantine } from '../store/quarantine-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import type { RemoteRow } from './remote-row.ts';

interface Desk {
  readonly store: Store;
  readonly access: TableAccessMap;
}

/**
 * Whether this desk has another record under the number of the server's: one that it made and that the server cannot have.
 * What it may have had, under a former incarnation or before it was put back, may be this very record.
 */
export function isAnotherRecord(store: Store, { access, pk, row }: RemoteRow): boolean {
  if (row === null || !hasNumberedKey(access.table)) return false;
  const dirty = findDirty(store.db, access.id, pk);
  if (!dirty || !isUnheardOf(dirty) || access.isHeld(pk)) return false;
  const mine = access.read(pk);
  return mine !== null && !sameRow(mine, row);
}

function isUnheardOf({ op, held, doubtful, sent }: DirtyRow): boolean {
  return op === 'insert' && (held === null || held === 'rejected') && !doubtful && sent === null;
}

/**
 * Gives this desk's record the next free number, with every unsent reference to it: whoever entered those meant this one, and
 * what came from elsewhere means the server's. Runs inside `applyRemote`.
 *
 * @returns false where no number is left
 */
export function renumber(desk: Desk, { access, pk }: RemoteRow): boolean {
  const { store } = desk;
  const mine = access.read(pk);
  const number = nextNumber(store.db, access);
  if (mine === null || number === undefined) return false;
  const [to] = access.keyOfPk(number);
  const key = access.table.primaryKey[0];
  move(
    desk,
    { access, pk },
    mine.map((value, index) => (access.table.columns[index]?.name === key ? (to ?? null) : value)),
  );
  return true;
}

/** `row` is the same record under its new key, which nothing here has. */
function move(desk: Desk, from: { access: TableAccess; pk: SqlValue }, row: WireRow): void {
  const { store } = desk;
  const { access, pk } = from;
  const references = referencingRows(store, access.table, pk);
  const newPk = access.pkOfRow(row);
  const [to = null] = access.keyOfPk(newPk);
  access.remove(pk);
  access.write(row);
  moveDirty(store.db, { tbl: access.id, pk }, newPk);
  moveInQuarantine(store.db, { tbl: access.id, pk }, newPk);
  for (const { table, column, pk: place } of references) {
    const child = desk.access.get(table.name);
    // It may be the record itself.
    const childPk = child === access && String(place) === String(pk) ? newPk : place;
    const before = child.read(childPk);
    const dirty = findDirty(store.db, child.id, childPk);
    const at = table.columns.findIndex(({ name }) => name === column);
    if (before === null || !dirty || child.readBase(childPk)?.[at] === before[at]) continue;
    const after = before.with(at, to);
    if (table.primaryKey.includes(column)) {
      move(desk, { access: child, pk: childPk }, after);
      continue;
    }
    child.write(after);
    decideDirty(store.db, { tbl: child.id, pk: childPk }, { op: dirty.op, held: dirty.held });
  }
}
