import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireRow } from '../../shared/records/values.ts';
import { keyText } from '../store/row-key.ts';
import { closeConflict, openConflictsOf } from '../store/conflict-store.ts';
import { dependantsOf } from '../store/dependants.ts';
import { keepDiscarded } from '../store/discard-store.ts';
import type { SqlValue } from '../store/database.ts';
import { clearDirty, findDirty } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import { findQuarantined, leaveQuarantine, parkedRow } from '../store/quarantine-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { recordTitle } from './record-title.ts';

export interface Discarding {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly by: string;
  readonly at: number;
  /** Give up unsent records that reference an added one, too. */
  readonly dependants: boolean;
}

const KEEP_MS = 30 * 24 * 3600 * 1000;

/**
 * Gives an unsent edit up: an added record goes, an edited or deleted one is again as the server has it. Runs inside
 * `applyRemote`. Returns the numbers under which it can be taken back, dependants first.
 * @throws SatchelError RECORD_REFERENCED where records would lose what they reference; QUARANTINE_SENDING
 */
export function discardEdit(context: Discarding, access: TableAccess, pk: SqlValue): number[] {
  const { store, by, at } = context;
  const dirty = findDirty(store.db, access.id, pk);
  if (!dirty) return [];
  const { table } = access;
  const key = keyText(table, access.keyOfPk(pk));
  if (dirty.batch !== null)
    throw new SatchelError('QUARANTINE_SENDING', { table: table.name, key });
  const aside = findQuarantined(store.db, { tbl: access.id, pk });
  const mine = (aside && parkedRow(aside)) ?? access.read(pk);
  const base = access.readBase(pk);
  const undo: number[] = [];
  if (base === null && mine !== null) {
    undo.push(...discardDependants(context, access, { pk, key, row: mine }));
  }
  undo.push(
    keepDiscarded(
      store.db,
      {
        tbl: access.id,
        pk,
        op: dirty.op,
        title: recordTitle(table, mine ?? base, key),
        mine: dirty.op === 'delete' ? null : mine,
        base,
        by,
        at,
      },
      at - KEEP_MS,
    ),
  );
  if (base === null) access.remove(pk);
  else access.write(base);
  access.dropBase(pk);
  clearDirty(store.db, access.id, pk);
  leaveQuarantine(store.db, { tbl: access.id, pk });
  for (const open of openConflictsOf(store.db, access.id, pk)) {
    closeConflict(store.db, open.id, {
      strategy: 'keep_remote',
      notes: null,
      by,
      at,
      mine: open.mine,
    });
  }
  return undo;
}

function discardDependants(
  context: Discarding,
  access: TableAccess,
  { pk, key, row }: { pk: SqlValue; key: string; row: WireRow },
): number[] {
  const dependants = dependantsOf(context.store, access.table, row).filter(
    (found) => !(found.table.name === access.table.name && found.pk === pk),
  );
  if (dependants.length > 0 && !context.dependants) {
    const names = [...new Set(dependants.map(({ table }) => table.name))];
    throw new SatchelError('RECORD_REFERENCED', {
      table: access.table.name,
      key,
      dependants: names.join(', '),
    });
  }
  return dependants.flatMap((found) =>
    discardEdit(context, context.access.get(found.table.name), found.pk),
  );
}
