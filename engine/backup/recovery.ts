import { createHash } from 'node:crypto';
import type { Recoverable, RecoverAnswer } from '../../shared/api/backups.ts';
import { isSatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { primaryKeyIndexes, type TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { RecordService } from '../api/services.ts';
import { openReadonly, type ReadableDatabase } from '../store/database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { keyOfFile } from '../store/find-key.ts';
import { gatherFile } from '../store/gather.ts';
import type { Store } from '../store/open-store.ts';
import { keyText } from '../store/row-key.ts';
import { readRow, type UnsentEdit, unsentEdits } from './unsent-edits.ts';

type Records = Pick<RecordService, 'add' | 'set' | 'delete'>;

/**
 * What the displaced database holds that nobody else does: edits that were never sent, compared with the records as
 * they are now. Nothing is remembered, so what a sync brought back meanwhile drops out by itself.
 */
export function findRecoverable(
  store: Store,
  displaced: string,
  keys: readonly DatabaseKey[] = [],
): Recoverable[] {
  const found: Recoverable[] = [];
  let old: ReadableDatabase | undefined;
  try {
    const key = keyOfFile(displaced, keys);
    gatherFile(displaced, key);
    old = openReadonly(displaced, { mustExist: true, key });
    for (const edit of unsentEdits(old, store.schema)) {
      const offered = compare(store, edit);
      if (offered) found.push(offered);
    }
  } catch (error) {
    // A displaced database may be the damaged one: what can be read of it is offered.
    if (!isSatchelError(error)) throw error;
  } finally {
    old?.close();
  }
  return found;
}

/** Takes edits back as edits of today: each on its own, through the same checks as typing them again. */
export function recover(
  found: readonly Recoverable[],
  ids: readonly string[] | undefined,
  records: Records,
): RecoverAnswer {
  const chosen = found.filter(({ id, changedSince }) =>
    ids === undefined ? !changedSince : ids.includes(id),
  );
  const failed: { id: string; message: string }[] = [];
  for (const edit of chosen) {
    try {
      apply(edit, records);
    } catch (error) {
      failed.push({ id: edit.id, message: toSatchelError(error).message });
    }
  }
  const recovered = chosen.length - failed.length;
  return { recovered, left: found.length - recovered, failed };
}

function apply({ op, table, key, fields }: Recoverable, records: Records): void {
  const values = Object.fromEntries(fields.map(({ field, mine }) => [field, mine as WireValue]));
  if (op === 'delete') records.delete(table, key);
  else if (op === 'insert') records.add(table, values);
  else records.set(table, key, values);
}

function compare(store: Store, edit: UnsentEdit): Recoverable | undefined {
  const { table, mine, base } = edit;
  const now = readRow(store.db, { table, key: edit.key, from: table.name });
  if (mine === null) {
    return now === null ? undefined : offer(edit, 'delete', { now, changed: !same(now, base) });
  }
  // A record that was deleted meanwhile comes back only by a person's choice.
  if (now === null) return offer(edit, 'insert', { now, changed: base !== null });
  const columns = table.columns.flatMap((_, index) =>
    edited(edit, index) && mine[index] !== now[index] ? [index] : [],
  );
  if (columns.length === 0) return undefined;
  const changed = columns.some((index) => base === null || base[index] !== now[index]);
  return offer(edit, 'update', { now, changed, columns });
}

function edited({ mine, base }: UnsentEdit, index: number): boolean {
  return base === null || mine?.[index] !== base[index];
}

function offer(
  edit: UnsentEdit,
  op: Recoverable['op'],
  facts: { now: WireRow | null; changed: boolean; columns?: readonly number[] },
): Recoverable {
  const { table, mine, base } = edit;
  const row = mine ?? base ?? facts.now ?? [];
  const key = keyText(
    table,
    primaryKeyIndexes(table).map((index) => row[index] ?? null),
  );
  const columns = facts.columns ?? table.columns.map((_, index) => index);
  return {
    id: createHash('sha256').update(`${table.name}\0${key}`).digest('hex').slice(0, 12),
    table: table.name,
    key,
    title: titleOf(table, row),
    op,
    actor: edit.actor,
    at: new Date(edit.at).toISOString(),
    fields:
      op === 'delete'
        ? []
        : columns.flatMap((index) => {
            const column = table.columns[index];
            if (!column) return [];
            return [
              {
                field: column.name,
                label: column.label,
                mine: mine?.[index] ?? null,
                now: facts.now?.[index] ?? null,
              },
            ];
          }),
    changedSince: facts.changed,
  };
}

function same(a: WireRow, b: WireRow | null): boolean {
  return b !== null && a.every((value, index) => value === b[index]);
}

function titleOf(table: TableManifest, row: WireRow): string {
  const words = table.titleColumns.flatMap((name) => {
    const value = row[table.columns.findIndex((column) => column.name === name)] ?? null;
    return value === null ? [] : [String(value)];
  });
  return words.length > 0 ? words.join(' ') : table.singular;
}
