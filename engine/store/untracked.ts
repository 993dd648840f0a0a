import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { rowKeyExpression, rowKeyProbe } from './row-key.ts';
import { tableColumns } from './table-facts.ts';
import type { TrackedTable } from './tracked-table.ts';
import { baseTableName } from './tracking-sql.ts';

/* Finding by content what happened while nobody was watching [TRK-5]. Each returns how many rows it marked. */

/** Rows that are neither the server's nor marked: there before Satchel, or inserted unseen. */
export function markInsertions(tracked: TrackedTable): number {
  const { table } = tracked;
  return mark(tracked, {
    op: 'insert',
    key: rowKeyProbe(table, 'x'),
    from: `${quoteIdentifier(table.name)} AS x`,
    where: `NOT ${synced(tracked, 'x')} AND NOT ${dirty(tracked, 'x')} AND ${keyed(tracked)}`,
  });
}

/** Rows of the server that are not there any more. What they held is not known. */
export function markDeletions(tracked: TrackedTable): number {
  const { table, id } = tracked;
  const number = String(id);
  return mark(tracked, {
    op: 'delete',
    key: 'r.pk',
    from: '_sync_row AS r',
    where: `r.tbl = ${number} AND r.pk NOT IN (SELECT ${rowKeyExpression(table, 'x')} FROM ${quoteIdentifier(table.name)} AS x)
      AND NOT EXISTS (SELECT 1 FROM _sync_dirty AS d WHERE d.tbl = ${number} AND d.pk = r.pk)`,
  });
}

/** Rows whose value in a column added since is not its default: edited after the column came. */
export function markNewColumns(tracked: TrackedTable, added: readonly string[]): number {
  if (added.length === 0) return 0;
  const { db, table } = tracked;
  const defaults = new Map(
    tableColumns(db, table.name)
      .filter(({ name }) => added.includes(name))
      .map(({ name, dflt_value }) => [name, `(${dflt_value ?? 'NULL'})`]),
  );
  const base = baseTableName(table.name);
  const assignments = [...defaults].map(([name, value]) => `${quoteIdentifier(name)} = ${value}`);
  db.exec(`UPDATE ${base} SET ${assignments.join(', ')}`);
  const differs = [...defaults]
    .map(([name, value]) => `x.${quoteIdentifier(name)} IS NOT ${value}`)
    .join(' OR ');
  const from = `${quoteIdentifier(table.name)} AS x`;
  const where = `(${differs}) AND ${synced(tracked, 'x')} AND NOT ${dirty(tracked, 'x')}`;
  const columns = table.columns.map(({ name }) => quoteIdentifier(name));
  const images = table.columns.map(
    ({ name }) => defaults.get(name) ?? `x.${quoteIdentifier(name)}`,
  );
  db.exec(
    `INSERT INTO ${base} (${columns.join(', ')}) SELECT ${images.join(', ')} FROM ${from} WHERE ${where}`,
  );
  return mark(tracked, { op: 'update', key: rowKeyProbe(table, 'x'), from, where });
}

interface Marking {
  readonly op: 'insert' | 'update' | 'delete';
  readonly key: string;
  readonly from: string;
  readonly where: string;
}

function mark({ db, id }: TrackedTable, { op, key, from, where }: Marking): number {
  if (!db.get(`SELECT 1 FROM ${from} WHERE ${where} LIMIT 1`)) return 0;
  db.run('UPDATE _sync_counter SET rev = rev + 1');
  return db.run(
    `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
     SELECT ?, ${key}, ?, (SELECT rev FROM _sync_counter), randomblob(16), 'external', now, now
     FROM ${from}, (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) WHERE ${where}`,
    id,
    op,
  );
}

function synced({ table, id }: TrackedTable, alias: string): string {
  return `EXISTS (SELECT 1 FROM _sync_row AS s WHERE s.tbl = ${String(id)} AND s.pk = ${rowKeyProbe(table, alias)})`;
}

function dirty({ table, id }: TrackedTable, alias: string): string {
  return `EXISTS (SELECT 1 FROM _sync_dirty AS d WHERE d.tbl = ${String(id)} AND d.pk = ${rowKeyProbe(table, alias)})`;
}

function keyed({ table }: TrackedTable): string {
  return table.primaryKey.map((name) => `x.${quoteIdentifier(name)} IS NOT NULL`).join(' AND ');
}
