import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { say } from '../../shared/said/said.ts';
import { openReadonly, type ReadableDatabase } from '../store/database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { countUnsent } from '../store/dirty.ts';
import { bothEnded, breathe, type JobContext, stopIfCancelled } from './job.ts';

/** What is in a database file that passed its checks. */
export interface FileFacts {
  readonly counts: Readonly<Record<string, number>>;
  readonly foreignKeyProblems: number;
  readonly pending: number;
  readonly device: string;
  readonly deviceName: string;
}

/**
 * Reads every page and every index entry of a database file: a closed one, or the live one as it is at this moment.
 * Where there is another core, the integrity check runs there, and references and rows are counted meanwhile.
 * @throws SatchelError STORE_CORRUPT, STORE_NOT_A_DATABASE, STORE_MISSING, BACKUP_CANCELLED
 */
export async function checkFile(
  path: string,
  context: JobContext,
  key?: DatabaseKey,
): Promise<FileFacts> {
  const { checkBeside } = context;
  const [, facts] = await bothEnded(
    checkBeside
      ? checkBeside(path, key)
      : breathe(context).then(() => {
          checkIntegrity(path, key);
        }),
    breathe(context).then(() => readFacts(path, context, key)),
  );
  stopIfCancelled(context);
  return facts;
}

/** @throws SatchelError STORE_CORRUPT, STORE_NOT_A_DATABASE, STORE_MISSING */
export function checkIntegrity(path: string, key: DatabaseKey | undefined): void {
  const db = openReadonly(path, { mustExist: true, key });
  try {
    const [check] = db.all<{ integrity_check: string }>('PRAGMA integrity_check(1)');
    if (check?.integrity_check !== 'ok') {
      throw new SatchelError('STORE_CORRUPT', { path, detail: say('file-unsound') });
    }
  } finally {
    db.close();
  }
}

function readFacts(path: string, context: JobContext, key: DatabaseKey | undefined): FileFacts {
  const db = openReadonly(path, { mustExist: true, key });
  try {
    const tables = tableNames(db);
    const total = tables.length + 1;
    const step = (done: number): void => {
      stopIfCancelled(context);
      context.progress({ phase: 'checking', done, total });
    };
    step(0);
    const foreignKeyProblems = countForeignKeyProblems(db);
    const counts: Record<string, number> = {};
    for (const [index, table] of tables.entries()) {
      step(index + 1);
      counts[table] = countRows(db, table);
    }
    step(total);
    return { counts, foreignKeyProblems, ...deskFacts(db) };
  } finally {
    db.close();
  }
}

/** The application's own tables; side tables are ours. */
export function tableNames(db: ReadableDatabase): string[] {
  return db
    .all<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'
       AND substr(name, 1, 6) <> '_sync_' ORDER BY name`,
    )
    .map(({ name }) => name);
}

export function countRows(db: ReadableDatabase, table: string): number {
  const sql = `SELECT count(*) AS count FROM ${quoteIdentifier(table)}`;
  return db.get<{ count: number }>(sql)?.count ?? 0;
}

function countForeignKeyProblems(db: ReadableDatabase): number {
  let problems = 0;
  for (const _problem of db.iterate('PRAGMA foreign_key_check')) problems++;
  return problems;
}

/** Whose database it is; empty for a file that Satchel has not taken up. */
function deskFacts(db: ReadableDatabase): Omit<FileFacts, 'counts' | 'foreignKeyProblems'> {
  const known = db.get("SELECT 1 FROM sqlite_master WHERE name = '_sync_desk'");
  if (!known) return { pending: 0, device: '', deviceName: '' };
  const desk = db.get<{ device: string; device_name: string }>(
    'SELECT device, device_name FROM _sync_desk',
  );
  return {
    pending: countUnsent(db),
    device: desk?.device ?? '',
    deviceName: desk?.device_name ?? '',
  };
}
