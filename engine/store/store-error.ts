import BetterSqlite3 from 'better-sqlite3';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';

/**
 * What SQLite threw, as a `SatchelError` with the statement's text and never its parameters. Constraint errors are
 * STORE_SQL with SQLite's extended code in `details.code` and its words, which name columns only, in `details.reason`.
 */
export function storeError(error: unknown, context: { path: string; sql: string }): unknown {
  if (isSatchelError(error) || !(error instanceof BetterSqlite3.SqliteError)) return error;
  const { path, sql } = context;
  const { code } = error;
  if (code === 'SQLITE_FULL')
    return new SatchelError('STORE_DISK_FULL', { path }, { cause: error });
  if (code === 'SQLITE_NOTADB') return new SatchelError('STORE_NOT_A_DATABASE', { path });
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new SatchelError('STORE_CORRUPT', { path, detail: code }, { cause: error });
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return new SatchelError('STORE_READ_ONLY', { path }, { cause: error });
  }
  const reason: Record<string, string> = code.startsWith('SQLITE_CONSTRAINT')
    ? { reason: error.message }
    : {};
  return new SatchelError('STORE_SQL', { code, sql: shorten(sql), ...reason }, { cause: error });
}

/** SQLite's extended result code of a failed statement, such as `SQLITE_CONSTRAINT_UNIQUE`. */
export function sqliteCode(error: unknown): string | undefined {
  if (!isSatchelError(error, 'STORE_SQL')) return undefined;
  const { code } = error.details;
  return typeof code === 'string' ? code : undefined;
}

/** The `table.column`s of a failed UNIQUE, PRIMARY KEY, NOT NULL or datatype constraint. */
export function constraintColumns(error: unknown): { table: string; column: string }[] {
  if (!isSatchelError(error, 'STORE_SQL')) return [];
  const { reason } = error.details;
  const list =
    (typeof reason === 'string' ? /constraint failed: (.*)$/.exec(reason)?.[1] : undefined) ?? '';
  return list.split(', ').flatMap((name) => {
    const dot = name.indexOf('.');
    return dot < 0 ? [] : [{ table: name.slice(0, dot), column: name.slice(dot + 1) }];
  });
}

function shorten(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
