import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWritable } from '../../../engine/store/database.ts';
import { verifySnapshot } from '../../../engine/store/snapshot-import.ts';
import { snapshotDdl } from '../../../shared/protocol/snapshot.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

/** A file as a server would write it, whose one patient belongs to this owner. */
function snapshot(owner: string): string {
  const path = join(temporaryFolder(), 'clinic.db.snapshot');
  const db = openWritable(path);
  db.exec(`CREATE TABLE owners (id TEXT PRIMARY KEY, name TEXT) STRICT;
    CREATE TABLE patients (id TEXT PRIMARY KEY, owner_id TEXT REFERENCES owners (id)) STRICT;`);
  for (const statement of snapshotDdl) db.exec(statement);
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    const insert = db.runner('INSERT INTO owners VALUES (?, ?)');
    for (let at = 0; at < 1000; at++) insert(`o${String(at)}`, 'x'.repeat(50));
    db.run('INSERT INTO patients VALUES (?, ?)', 'p1', owner);
    db.run("INSERT INTO _sync_snapshot VALUES ('s', 'c', 'x', 0, 7, 'n')");
  });
  db.pragma('journal_mode = DELETE');
  db.close();
  return path;
}

const verifying = (path: string) => () => verifySnapshot(path);
const corrupt = expect.objectContaining({ code: 'STORE_CORRUPT' }) as Error;

it('[SYNC-9] a snapshot that is sound says whose it is', () => {
  expect(verifySnapshot(snapshot('o1'))).toEqual({
    server: 's',
    clinic: 'c',
    schema: 'x',
    commit: { epoch: 0, version: 7, nonce: 'n' },
  });
});

it('[SYNC-9] one with a page that SQLite could not have written is refused', () => {
  const path = snapshot('o1');
  const bytes = readFileSync(path);
  const owner = bytes.indexOf('o500x');
  expect(owner).toBeGreaterThan(0);
  bytes.fill(0xff, owner - 20, owner);
  writeFileSync(path, bytes);
  expect(verifying(path)).toThrow(corrupt);
});

it('[SYNC-9] one with a record whose parent it lacks is refused', () => {
  expect(verifying(snapshot('nobody'))).toThrow(corrupt);
});

it('[SYNC-9] one that does not say whose it is is refused', () => {
  const path = snapshot('o1');
  const db = openWritable(path);
  db.run('DELETE FROM _sync_snapshot');
  db.pragma('journal_mode = DELETE');
  db.close();
  expect(verifying(path)).toThrow(corrupt);
});
