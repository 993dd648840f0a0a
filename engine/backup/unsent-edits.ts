import {
  findTable,
  type SchemaManifest,
  type TableManifest,
} from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { ReadableDatabase, SqlValue } from '../store/database.ts';
import { rowKeyValues } from '../store/row-key.ts';
import { TableCodec } from '../store/values.ts';

/** An edit that its database never sent, or sent without hearing an answer. */
export interface UnsentEdit {
  readonly table: TableManifest;
  readonly key: readonly SqlValue[];
  readonly op: 'insert' | 'update' | 'delete';
  readonly actor: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** The record as the edit left it; null where it deleted it. */
  readonly mine: WireRow | null;
  /** As it was before; null for a new one. */
  readonly base: WireRow | null;
}

/** Every unsent edit of a database with Satchel's tracking, as far as it can be read. */
export function* unsentEdits(
  db: ReadableDatabase,
  schema: SchemaManifest,
): IterableIterator<UnsentEdit> {
  const rows = db.rawAll(
    `SELECT t.name, d.pk, d.op, d.actor, d.last_at FROM _sync_dirty d
     JOIN _sync_table t ON t.id = d.tbl ORDER BY d.last_at, d.rev`,
  );
  for (const [name, pk, op, actor, at] of rows) {
    const table = findTable(schema, String(name));
    if (!table || table.system) continue;
    const key = rowKeyValues(table, pk as SqlValue);
    yield {
      table,
      key,
      op: op as UnsentEdit['op'],
      actor: String(actor),
      at: Number(at),
      mine: readRow(db, { table, key, from: table.name }),
      base: readRow(db, { table, key, from: `_sync_base_${table.name}` }),
    };
  }
}

/** A record by its key, from its table or another with the same columns. */
export function readRow(
  db: ReadableDatabase,
  place: {
    readonly table: TableManifest;
    readonly key: readonly SqlValue[];
    readonly from: string;
  },
): WireRow | null {
  const { table, key, from } = place;
  const columns = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const where = table.primaryKey.map((name) => `${quoteIdentifier(name)} = ?`).join(' AND ');
  const row = db.rawGet(`SELECT ${columns} FROM ${quoteIdentifier(from)} WHERE ${where}`, ...key);
  return row ? new TableCodec(table).fromSqlRow(row) : null;
}
