import { sharedConflicts } from '../../shared/records/system-tables.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { ConflictKind } from './conflict-store.ts';
import type { SqlValue, WritableDatabase } from './database.ts';
import type { Store } from './open-store.ts';

/** A conflict as every desk of the clinic sees it; `field` is '' for the whole record. Times are UTC milliseconds. */
export interface SharedConflict {
  readonly id: string;
  readonly table: string;
  /** As in `RecordView.key`. */
  readonly key: string;
  readonly field: string;
  readonly kind: ConflictKind;
  readonly title: string | null;
  readonly base: WireValue;
  readonly mine: WireValue;
  readonly theirs: WireValue;
  readonly theirsVersion: string;
  readonly theirsActor: string | null;
  readonly theirsDevice: string | null;
  readonly theirsAt: number | null;
  /** The desk that found it: it carries the decision out. */
  readonly device: string;
  readonly deviceName: string;
  readonly actor: string | null;
  readonly editedAt: number | null;
  /** The server's clock minus that desk's. */
  readonly skewMs: number | null;
  readonly foundAt: number | null;
  readonly strategy: string | null;
  /** JSON of a `FieldChoice`. */
  readonly choice: string | null;
  readonly notes: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedDevice: string | null;
  readonly resolvedAt: number | null;
  readonly settledAt: number | null;
}

export type SharedDecision = Pick<
  SharedConflict,
  'strategy' | 'choice' | 'notes' | 'resolvedBy' | 'resolvedDevice' | 'resolvedAt' | 'settledAt'
>;

export const undecided: SharedDecision = {
  strategy: null,
  choice: null,
  notes: null,
  resolvedBy: null,
  resolvedDevice: null,
  resolvedAt: null,
  settledAt: null,
};

const columns = {
  id: 'id',
  table: 'tbl',
  key: 'row_key',
  field: 'field',
  kind: 'kind',
  title: 'title',
  base: 'base',
  mine: 'mine',
  theirs: 'theirs',
  theirsVersion: 'theirs_version',
  theirsActor: 'theirs_actor',
  theirsDevice: 'theirs_device',
  theirsAt: 'theirs_at',
  device: 'device',
  deviceName: 'device_name',
  actor: 'actor',
  editedAt: 'edited_at',
  skewMs: 'skew_ms',
  foundAt: 'found_at',
  strategy: 'strategy',
  choice: 'choice',
  notes: 'notes',
  resolvedBy: 'resolved_by',
  resolvedDevice: 'resolved_device',
  resolvedAt: 'resolved_at',
  settledAt: 'settled_at',
} as const satisfies Record<keyof SharedConflict, string>;

const names = Object.keys(columns) as (keyof SharedConflict)[];
const values: ReadonlySet<string> = new Set(['base', 'mine', 'theirs']);
const list = names.map((name) => columns[name]).join(', ');
const TABLE = sharedConflicts.name;

/** False for a database whose schema has no such table: there conflicts are the desk's own. */
export function sharesConflicts(store: Pick<Store, 'schema'>): boolean {
  return store.schema.tables.some(({ name }) => name === TABLE);
}

export function findShared(db: WritableDatabase, id: string): SharedConflict | undefined {
  return select(db, 'WHERE id = ?', id)[0];
}

export function listShared(
  db: Pick<WritableDatabase, 'all'>,
  filter: { resolved?: boolean | undefined; table?: string | undefined },
): SharedConflict[] {
  const wanted = [
    ...(filter.resolved === undefined
      ? []
      : [`resolved_at IS ${filter.resolved ? 'NOT NULL' : 'NULL'}`]),
    ...(filter.table === undefined ? [] : ['tbl = ?']),
  ];
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`;
  const params = filter.table === undefined ? [] : [filter.table];
  return select(db, `${where} ORDER BY found_at, tbl, row_key, field`, ...params);
}

/** The conflicts of one record that one desk found. */
export function sharedOfRecord(
  db: WritableDatabase,
  { device, table, key }: Pick<SharedConflict, 'device' | 'table' | 'key'>,
): SharedConflict[] {
  return select(db, 'WHERE device = ? AND tbl = ? AND row_key = ?', device, table, key);
}

/** Open conflicts that other desks have found, by table. */
export function countElsewhere(
  db: Pick<WritableDatabase, 'all'>,
  device: string,
): { table: string; total: number; open: number }[] {
  return db.all(
    `SELECT tbl AS "table", count(*) AS total, sum(resolved_at IS NULL) AS open
     FROM ${TABLE} WHERE device <> ? GROUP BY tbl`,
    device,
  );
}

/** Decisions made here about conflicts of other desks that the server does not have yet. */
export function countUnsentDecisions(store: Store, device: string): number {
  const row = store.db.get<{ count: number }>(
    `SELECT count(*) AS count FROM _sync_dirty d JOIN ${TABLE} s ON s.id = d.pk
     WHERE d.tbl = ? AND s.device <> ?`,
    store.tableId(TABLE),
    device,
  );
  return row?.count ?? 0;
}

/** A tracked edit like any other: it is sent with the next push. To be called within `store.write`. */
export function saveShared(db: WritableDatabase, row: SharedConflict): void {
  const params = names.map((name): SqlValue =>
    values.has(name) ? JSON.stringify(row[name]) : (row[name] as SqlValue),
  );
  const sets = names.filter((name) => name !== 'id').map((name) => `${columns[name]} = ?`);
  const changed = db.run(
    `UPDATE ${TABLE} SET ${sets.join(', ')} WHERE id = ?`,
    ...params.slice(1),
    row.id,
  );
  if (changed > 0) return;
  db.run(`INSERT INTO ${TABLE} (${list}) VALUES (${names.map(() => '?').join(', ')})`, ...params);
}

function select(
  db: Pick<WritableDatabase, 'all'>,
  where: string,
  ...params: SqlValue[]
): SharedConflict[] {
  return db.all<Record<string, SqlValue>>(`SELECT ${list} FROM ${TABLE} ${where}`, ...params).map(
    (row) =>
      Object.fromEntries(
        names.map((name) => {
          const stored = row[columns[name]] ?? null;
          return [name, values.has(name) ? parse(stored) : stored];
        }),
      ) as unknown as SharedConflict,
  );
}

function parse(stored: SqlValue): WireValue {
  return typeof stored === 'string' ? (JSON.parse(stored) as WireValue) : null;
}
