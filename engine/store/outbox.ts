import { hash } from 'node:crypto';
import { numberedParents, type TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from './database.ts';
import type { DirtyRow, HeldReason } from './dirty.ts';
import type { Store } from './open-store.ts';
import { rowKeyExpression } from './row-key.ts';

/** A dirty row with everything a mutation says of it. */
export interface OutgoingRow {
  readonly table: TableManifest;
  readonly tbl: number;
  readonly pk: SqlValue;
  readonly op: DirtyRow['op'];
  readonly rev: number;
  /** 32 hex digits. */
  readonly mutation: string;
  readonly actor: string;
  readonly at: number;
  readonly held: HeldReason | null;
  /** Edits that are sent and applied whole or not at all [SYNC-4]. */
  readonly group: string | null;
  /** Where the server had the row when the edit was made; [0, 0] where it never had it. */
  readonly base: readonly [epoch: number, version: number];
  /** The row as it is now; null for a delete. */
  readonly row: WireRow | null;
  /** What a batch of a former incarnation said of it [SYNC-1]. */
  readonly sent: string | null;
}

const HEAD = 11;
const FREE = 'd.held IS NULL AND d.grp IS NULL';

export interface OutgoingSelection {
  readonly tables: ReadonlySet<string> | null;
  readonly limit: number;
  /** Of each table rows that bear a lower revision come first. */
  readonly olderThan: number | undefined;
}

/** Dirty rows that may be sent: inserts and updates, parents first, then deletes, children first. */
export function readOutgoing(
  store: Store,
  { tables: wanted, limit, olderThan }: OutgoingSelection,
): OutgoingRow[] {
  const tables = dirtyTables(store, wanted);
  const rows: OutgoingRow[] = [];
  // Statements of their own, so that each ends at its limit.
  const ages: Choice[] =
    olderThan === undefined
      ? [{ which: FREE }]
      : ['<', '>='].map((age) => ({ which: `${FREE} AND d.rev ${age} ?`, given: [olderThan] }));
  for (const [read, among] of [
    [readUpserts, tables],
    [readDeletes, tables.toReversed()],
  ] as const) {
    for (const table of among) {
      for (const age of ages) {
        if (rows.length >= limit) return rows;
        rows.push(...read(store, table, { ...age, limit: limit - rows.length }));
      }
    }
  }
  return rows;
}

/** Whether a row that bears a lower revision may be sent. */
export function hasOlder(
  store: Store,
  { tables, olderThan }: Pick<OutgoingSelection, 'tables'> & { readonly olderThan: number },
): boolean {
  const ids = dirtyTables(store, tables).map(({ name }) => store.tableId(name));
  const sql = `SELECT 1 AS one FROM _sync_dirty d
    WHERE d.rev < ? AND d.batch IS NULL AND ${FREE} AND d.tbl IN (${ids.join(', ')}) LIMIT 1`;
  return store.db.get(sql, olderThan) !== undefined;
}

const WHOLE_GROUP = `d.grp IS NOT NULL AND NOT EXISTS (SELECT 1 FROM _sync_dirty g
  WHERE g.grp = d.grp AND (g.batch IS NOT NULL OR g.held IN ('rejected', 'parked')))`;

/** Edits that hold together, group by group; of a group all or none, whatever tables a cycle is limited to. */
export function readGroups(store: Store): OutgoingRow[][] {
  const any = store.db.get('SELECT 1 AS one FROM _sync_dirty WHERE grp IS NOT NULL LIMIT 1');
  if (!any) return [];
  const tables = dirtyTables(store, null);
  const rows = [
    ...tables.flatMap((table) => readUpserts(store, table, { which: WHOLE_GROUP, limit: -1 })),
    ...tables
      .toReversed()
      .flatMap((table) => readDeletes(store, table, { which: WHOLE_GROUP, limit: -1 })),
  ];
  return [...Map.groupBy(rows, ({ group }) => group).values()];
}

/** Rows with an open conflict: the columns it does not concern may be sent. All of them, or one could starve another. */
export function readConflicting(
  store: Store,
  selection: { tables: ReadonlySet<string> | null },
): OutgoingRow[] {
  return dirtyTables(store, selection.tables).flatMap((table) =>
    readUpserts(store, table, { which: `d.held = 'conflict' AND d.grp IS NULL`, limit: -1 }),
  );
}

/** Of the tables asked for those with dirty rows, parents first: one short statement, however many rows are dirty. */
function dirtyTables(store: Store, wanted: ReadonlySet<string> | null): TableManifest[] {
  const dirty = new Set(
    store.db
      .all<{ tbl: number }>(
        `WITH RECURSIVE dirty (tbl) AS (
           SELECT min(tbl) FROM _sync_dirty
           UNION ALL SELECT (SELECT min(tbl) FROM _sync_dirty d WHERE d.tbl > dirty.tbl) FROM dirty WHERE tbl IS NOT NULL)
         SELECT tbl FROM dirty WHERE tbl IS NOT NULL`,
      )
      .map(({ tbl }) => tbl),
  );
  return store.schema.tables.filter(
    ({ name }) => dirty.has(store.tableId(name)) && (wanted === null || wanted.has(name)),
  );
}

const COLUMNS = `d.pk, d.op, d.rev, lower(hex(d.mutation)), d.actor, d.last_at, d.held,
  coalesce(r.epoch, s.epoch, 0), coalesce(r.version, s.version, 0), d.grp, d.sent`;
const PLACES = `LEFT JOIN _sync_row r ON r.tbl = d.tbl AND r.pk = d.pk
  LEFT JOIN _sync_tombstone s ON s.tbl = d.tbl AND s.pk = d.pk`;

/** Of a table's dirty rows some, as a condition and the values of its parameters. */
interface Choice {
  readonly which: string;
  readonly given?: readonly SqlValue[];
}

function readUpserts(
  store: Store,
  table: TableManifest,
  { which, given = [], limit }: Choice & { readonly limit: number },
): OutgoingRow[] {
  const columns = table.columns.map((column) => `t.${quoteIdentifier(column.name)}`).join(', ');
  const codec = store.codec(table.name);
  const place = { table, tbl: store.tableId(table.name) };
  return store.db
    .rawAll(
      `SELECT ${COLUMNS}, ${columns}
       FROM _sync_dirty d ${PLACES}
       CROSS JOIN ${quoteIdentifier(table.name)} t ON ${rowKeyExpression(table, 't')} = d.pk
       WHERE d.tbl = ? AND d.op <> 'delete' AND d.batch IS NULL AND ${which} ${hasItsNumbers(store, table)}
       ORDER BY d.pk LIMIT +?`,
      store.tableId(table.name),
      ...given,
      limit,
    )
    .map((raw) => toOutgoing(place, raw, codec.fromSqlRow(raw.slice(HEAD))));
}

/**
 * A condition: the record references no new one whose number may still change, unless both go in the same batch. Until that one
 * is answered for, the server may have another record of the number.
 */
function hasItsNumbers(store: Store, table: TableManifest): string {
  return numberedParents(store.schema, table)
    .map(
      ({ column, parent }) =>
        `AND (d.grp IS NOT NULL OR NOT EXISTS (SELECT 1 FROM _sync_dirty n WHERE n.tbl = ${String(store.tableId(parent.name))}
           AND n.pk = +t.${quoteIdentifier(column)} AND n.op = 'insert'
           AND (n.batch IS NOT NULL OR n.held IS NOT NULL OR n.grp IS NOT NULL)))`,
    )
    .join(' ');
}

function readDeletes(
  store: Store,
  table: TableManifest,
  { which, given = [], limit }: Choice & { readonly limit: number },
): OutgoingRow[] {
  const tbl = store.tableId(table.name);
  return store.db
    .rawAll(
      `SELECT ${COLUMNS} FROM _sync_dirty d ${PLACES}
       WHERE d.tbl = ? AND d.op = 'delete' AND d.batch IS NULL AND ${which}
       ORDER BY d.pk LIMIT +?`,
      tbl,
      ...given,
      limit,
    )
    .map((raw) => toOutgoing({ table, tbl }, raw, null));
}

function toOutgoing(
  place: { readonly table: TableManifest; readonly tbl: number },
  raw: readonly SqlValue[],
  row: WireRow | null,
): OutgoingRow {
  const [pk, op, rev, mutation, actor, at, held, epoch, version, group, sent] = raw;
  return {
    ...place,
    pk: pk as SqlValue,
    op: op as DirtyRow['op'],
    rev: Number(rev),
    mutation: mutation as string,
    actor: actor as string,
    at: Number(at),
    held: held as HeldReason | null,
    group: group as string | null,
    base: [Number(epoch), Number(version)],
    row,
    sent: sent as string | null,
  };
}

/** A batch without an answer, as it is stored and sent. */
export interface StoredBatch {
  readonly batch: number;
  readonly incarnation: string;
  readonly previous: number | null;
  readonly body: Uint8Array;
  /** The revision of each mutation's row when it was frozen. */
  readonly revs: readonly number[];
}

/** By which the server knows one body of a batch from another [SYNC-2]: hex SHA-256. */
export function bodyHash(body: Uint8Array): string {
  return hash('sha256', body);
}

interface BatchRow {
  batch: number;
  incarnation: string;
  previous: number | null;
  body: Uint8Array;
  revs: string;
}

export function storeBatch(store: Store, batch: StoredBatch, frozenAt: number): void {
  store.db.run(
    `INSERT INTO _sync_batch (batch, incarnation, previous, body, revs, rows, frozen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    batch.batch,
    batch.incarnation,
    batch.previous,
    batch.body,
    JSON.stringify(batch.revs),
    batch.revs.length,
    frozenAt,
  );
}

/** Batches without an answer, oldest first. */
export function unansweredBatches(store: Store): number[] {
  return store.db
    .all<{ batch: number }>('SELECT batch FROM _sync_batch ORDER BY batch')
    .map(({ batch }) => batch);
}

export function findBatch(store: Store, batch: number): StoredBatch | undefined {
  const row = store.db.get<BatchRow>(
    'SELECT batch, incarnation, previous, body, revs FROM _sync_batch WHERE batch = ?',
    batch,
  );
  return row && { ...row, revs: JSON.parse(row.revs) as number[] };
}

export function dropBatch(store: Store, batch: number): void {
  store.db.run('DELETE FROM _sync_batch WHERE batch = ?', batch);
}

/** Gives every row of unanswered batches back to the outbox: their fate is unknown under a new incarnation [SYNC-1]. */
export function releaseAllBatches(store: Store): void {
  store.db.run('DELETE FROM _sync_batch');
  store.db.run('UPDATE _sync_dirty SET batch = NULL WHERE batch IS NOT NULL');
}

/** Marks a row as held by this batch. */
export function markTaken(
  { db }: Store,
  { batch, tbl, pk }: { batch: number; tbl: number; pk: SqlValue },
): void {
  db.run('UPDATE _sync_dirty SET batch = ? WHERE tbl = ? AND pk = ?', batch, tbl, pk);
}
