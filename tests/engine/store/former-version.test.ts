import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openWritable } from '../../../engine/store/database.ts';
import { migrate } from '../../../engine/store/migrate.ts';
import { migrations } from '../../../engine/store/migrations/index.ts';
import { openAt, schemaOf, temporaryFolder, TemporaryStore } from './temporary-store.ts';

const former = readFileSync(join(import.meta.dirname, 'former', '0010.sql'), 'utf8');

function formerStore(): string {
  const path = join(temporaryFolder(), 'clinic.db');
  const raw = new BetterSqlite3(path);
  raw.exec(former);
  raw.close();
  return path;
}

const reopen = (path: string) => new TemporaryStore(path, openAt(path, schemaOf(path)));

test('[TRK-1] a store of the former version keeps its marks, bases and revisions, and journals from then on', () => {
  const path = formerStore();
  const made = reopen(path);
  expect(made.dirty()).toMatchObject([{ pk: 'a', op: 'update', rev: 41, batch: 1 }]);
  const sent = made.dirty()[0]?.mutation.toString('hex');
  made.other.exec(`UPDATE t SET v = 'again' WHERE k = 'a'; REPLACE INTO t VALUES ('m', '2', 0)`);
  expect(made.dirty()).toMatchObject([
    { pk: 'a', op: 'update', rev: 42, batch: 1 },
    { pk: 'b', op: 'delete', rev: 42, batch: null },
    { pk: 'm', op: 'insert', rev: 42, batch: null },
  ]);
  expect(made.dirty()[0]?.mutation.toString('hex')).not.toBe(sent);
  expect(made.base('t')).toEqual([
    { k: 'a', u: '1', v: 'x' },
    { k: 'b', u: '2', v: 'y' },
  ]);
  const left = `SELECT name FROM sqlite_master WHERE name LIKE '%evict%' OR sql LIKE '%evict%'`;
  expect(made.store.db.all(left)).toEqual([]);
  made.close();
});

test('[TRK-5] nothing is unwatched between the migration and the new triggers', () => {
  const path = formerStore();
  const db = openWritable(path);
  migrate(db, migrations, () => 0);
  db.close();
  const other = new BetterSqlite3(path);
  other.exec(`UPDATE t SET v = 2 WHERE k = 'c'; REPLACE INTO t VALUES ('m', '2', 0)`);
  other.close();
  const made = reopen(path);
  expect(made.marks()).toEqual(['t a update', 't b delete', 't c update', 't m insert']);
  expect(made.base('t')).toHaveLength(3);
  made.close();
});

test('[TRK-5] a table that was renamed before the new version first looked is followed', () => {
  const path = formerStore();
  const other = new BetterSqlite3(path);
  other.exec(`ALTER TABLE t RENAME TO things; DELETE FROM things WHERE k = 'c'`);
  other.close();
  const made = reopen(path);
  made.other.exec(`DELETE FROM things WHERE k = 'b'`);
  expect(made.marks()).toEqual(['things a update', 'things b delete', 'things c delete']);
  made.close();
});
