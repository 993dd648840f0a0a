import { rmSync } from 'node:fs';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Commit } from '../../shared/protocol/commit.ts';
import { openReadonly, type ReadableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { applyRemote } from './gate.ts';
import type { Store } from './open-store.ts';
import { countRows } from './row-counts.ts';
import { chooseCipher, keyText } from './sealed-file.ts';

/** Whose snapshot a file is. */
export interface SnapshotFacts {
  readonly server: string;
  readonly clinic: string;
  readonly schema: string;
  readonly commit: Commit;
}

/** @throws SatchelError STORE_NOT_A_DATABASE, STORE_CORRUPT */
export function verifySnapshot(path: string, key?: DatabaseKey): SnapshotFacts {
  const db = openReadonly(path, { key });
  try {
    // The file's digest has shown that these are the server's bytes; this, that the server wrote a sound file.
    const check = db.get<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (check?.quick_check !== 'ok' || db.get('PRAGMA foreign_key_check') !== undefined) {
      throw new SatchelError('STORE_CORRUPT', { path, detail: 'the snapshot failed its check' });
    }
    return readFacts(db);
  } finally {
    db.close();
  }
}

function readFacts(db: ReadableDatabase): SnapshotFacts {
  const row = db.get<{
    server: string;
    clinic: string;
    schema: string;
    epoch: number;
    version: number;
    nonce: string;
  }>('SELECT * FROM _sync_snapshot');
  if (!row) {
    throw new SatchelError('STORE_CORRUPT', { path: db.path, detail: 'no snapshot facts in it' });
  }
  const { server, clinic, schema, epoch, version, nonce } = row;
  return { server, clinic, schema, commit: { epoch, version, nonce } };
}

/** Removes a database that nobody has open, with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal', ''])
    rmSync(`${path}${suffix}`, { force: true });
}

/** True where a snapshot would meet nobody's work: no record, no unsent edit. */
export function isBlank(store: Store): boolean {
  return (
    store.db.get('SELECT 1 AS one FROM _sync_dirty LIMIT 1') === undefined &&
    store.db.get('SELECT 1 AS one FROM _sync_row LIMIT 1') === undefined &&
    countRows(store) === 0
  );
}

/** Under the store's own key, where it has one. */
function attachSnapshot({ db }: Store, path: string): void {
  if (db.key) chooseCipher(db);
  db.run('ATTACH DATABASE ? AS snapshot KEY ?', path, keyText(db.key));
}

const SLICE_ROWS = 5000;

/**
 * Copies a verified snapshot into a blank store, slice by slice; `between` runs after each with the rows copied
 * so far. A record that is there already is left as it is: the next pull merges it.
 */
export async function importSnapshot(
  store: Store,
  path: string,
  between: (table: string, rows: number) => Promise<void>,
): Promise<void> {
  attachSnapshot(store, path);
  try {
    for (const [index, table] of store.schema.tables.entries()) {
      const name = quoteIdentifier(table.name);
      const columns = table.columns.map((column) => quoteIdentifier(column.name)).join(', ');
      const tbl = store.tableId(table.name);
      const key = quoteIdentifier(table.primaryKey[0] ?? 'id');
      const last = store.db.get<{ id: number | null }>(
        `SELECT max(rowid) AS id FROM snapshot.${name}`,
      );
      for (let from = 0; from < (last?.id ?? 0); from += SLICE_ROWS) {
        const rows = applyRemote(store, () => {
          const range = `s.rowid > ${String(from)} AND s.rowid <= ${String(from + SLICE_ROWS)}`;
          store.db.run(
            `INSERT INTO main._sync_row (tbl, pk, epoch, version, synced_at, own)
             SELECT ?, r.pk, r.epoch, r.version, r.synced_at, r.own FROM snapshot.${name} s
             CROSS JOIN snapshot._sync_row r ON r.tbl = ? AND r.pk = s.${key}
             WHERE ${range} AND NOT EXISTS (SELECT 1 FROM main.${name} t WHERE t.${key} = s.${key})`,
            // A desk that grew with its schema numbers tables in another order than the manifest.
            tbl,
            index,
          );
          return store.db.run(
            `INSERT INTO main.${name} (${columns}) SELECT ${columns} FROM snapshot.${name} s
             WHERE ${range} AND NOT EXISTS (SELECT 1 FROM main.${name} t WHERE t.${key} = s.${key})`,
          );
        });
        await between(table.name, rows);
      }
    }
  } finally {
    store.db.exec('DETACH DATABASE snapshot');
  }
}
