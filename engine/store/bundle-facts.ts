import { openReadonly, type ReadableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';

/**
 * What a database file says of itself, without a value of any row: schema, pragmas, rows counted by table, and what
 * waits, counted by kind. A statement that fails is answered with its code, and the others go on.
 */
export function databaseFacts(path: string, key?: DatabaseKey): Record<string, unknown> {
  const db = openReadonly(path, { mustExist: true, key });
  try {
    const objects = schemaOf(db);
    const tables = objects.filter(({ type }) => type === 'table').map(({ name }) => name);
    return {
      pragmas: Object.fromEntries(pragmas.map((name) => [name, pragma(db, name)])),
      counts: Object.fromEntries(tables.map((name) => [name, countRows(db, name)])),
      waiting: group(
        db,
        `SELECT t.name AS "table", d.op, d.held, d.batch IS NOT NULL AS sent, count(*) AS rows
         FROM _sync_dirty d JOIN _sync_table t ON t.id = d.tbl GROUP BY 1, 2, 3, 4`,
      ),
      conflicts: group(
        db,
        `SELECT t.name AS "table", c.field, c.kind, c.strategy, c.resolved_at IS NOT NULL AS resolved,
           count(*) AS rows FROM _sync_conflict c JOIN _sync_table t ON t.id = c.tbl GROUP BY 1, 2, 3, 4, 5`,
      ),
      setAside: group(
        db,
        `SELECT t.name AS "table", q.op, q.reason, q.columns, count(*) AS rows
         FROM _sync_quarantine q JOIN _sync_table t ON t.id = q.tbl GROUP BY 1, 2, 3, 4`,
      ),
      desk: group(
        db,
        `SELECT device, incarnation, last_batch, answered_batch, server, environment, cursor, seen, head,
           backed_up, reconcile, last_push, last_pull FROM _sync_desk`,
      ),
      tracking: group(db, 'SELECT id, name, triggers FROM _sync_table'),
      unanswered: group(
        db,
        'SELECT batch, previous, rows, length(body) AS bytes, frozen_at FROM _sync_batch',
      ),
    };
  } finally {
    db.close();
  }
}

/** The statements that make the file's tables, indexes and triggers. */
export function schemaText(path: string, key?: DatabaseKey): string {
  const db = openReadonly(path, { mustExist: true, key });
  try {
    return schemaOf(db)
      .flatMap(({ sql }) => (sql === null ? [] : [`${sql};\n`]))
      .join('\n');
  } finally {
    db.close();
  }
}

const pragmas = [
  'user_version',
  'schema_version',
  'application_id',
  'page_size',
  'page_count',
  'freelist_count',
  'journal_mode',
  'encoding',
  'auto_vacuum',
];

function schemaOf(db: ReadableDatabase) {
  return db.all<{ type: string; name: string; sql: string | null }>(
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
  );
}

function pragma(db: ReadableDatabase, name: string): unknown {
  return Object.values(db.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
}

function countRows(db: ReadableDatabase, table: string): number | string {
  try {
    return db.get<{ n: number }>(`SELECT count(*) AS n FROM ${quoteIdentifier(table)}`)?.n ?? 0;
  } catch (error) {
    return failure(error);
  }
}

function group(db: ReadableDatabase, sql: string): unknown {
  try {
    return db.all(sql);
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): string {
  return `failed: ${(error as { code?: string }).code ?? 'unknown'}`;
}
