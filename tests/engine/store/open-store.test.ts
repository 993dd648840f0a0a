import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { isOlder, openReadonly, openWritable } from '../../../engine/store/database.ts';
import { migrate } from '../../../engine/store/migrate.ts';
import { openStore } from '../../../engine/store/open-store.ts';
import { snapshotDdl } from '../../../shared/protocol/snapshot.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { sqliteTableDdl } from '../../../shared/records/sqlite-ddl.ts';
import { openAt, temporaryFolder, temporaryStore } from './temporary-store.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('opening', () => {
  test('a new file has every table, numbered by its place in the schema, and an identity that stays', () => {
    const path = join(temporaryFolder(), 'deep', 'clinic.db');
    const store = openAt(path);
    for (const [index, table] of clinicSchema.tables.entries()) {
      expect(store.tableId(table.name)).toBe(index);
      expect(store.tableById(index)).toBe(table);
      expect(store.db.all(`SELECT * FROM "${table.name}"`)).toEqual([]);
    }
    const identity = store.db.get('SELECT device, device_name, incarnation FROM _sync_desk');
    expect(identity).toMatchObject({ device_name: 'desk' });
    store.close();
    const again = openAt(path);
    expect(again.db.get('SELECT device, device_name, incarnation FROM _sync_desk')).toEqual(
      identity,
    );
    expect(again.verifyTracking()).toEqual({ rebuilt: [], found: 0, suspect: [] });
    again.close();
  });

  test.each([
    'not a database at all, but long enough to hold a header of one',
    'x',
    'SQLite format 2\0',
  ])('a file that is not SQLite is refused and left byte-identical: %j', (text) => {
    const path = join(temporaryFolder(), 'letter.txt');
    writeFileSync(path, text);
    const before = digest(path);
    expect(() => openAt(path)).toThrow(code('STORE_NOT_A_DATABASE'));
    expect(() => openReadonly(path)).toThrow(code('STORE_NOT_A_DATABASE'));
    expect(digest(path)).toBe(before);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('a missing file is not made where it must exist, nor by a reader', () => {
    const path = join(temporaryFolder(), 'none.db');
    const options = {
      path,
      schema: clinicSchema,
      deviceName: 'x',
      now: () => 0,
      randomBytes: (n: number) => new Uint8Array(n),
    };
    expect(() => openStore({ ...options, mustExist: true })).toThrow(code('STORE_MISSING'));
    expect(() => openReadonly(path)).toThrow(code('STORE_MISSING'));
    expect(existsSync(path)).toBe(false);
  });

  test('a folder is not a database', () => {
    const path = join(temporaryFolder(), 'folder');
    mkdirSync(path);
    expect(() => openAt(path)).toThrow(code('STORE_NOT_A_DATABASE'));
  });

  test("a server's snapshot opens with nothing to send, and is tracked from then on", () => {
    const path = join(temporaryFolder(), 'snapshot.db');
    const raw = new BetterSqlite3(path);
    for (const table of clinicSchema.tables) for (const sql of sqliteTableDdl(table)) raw.exec(sql);
    for (const sql of snapshotDdl) raw.exec(sql);
    raw.exec(`INSERT INTO owners (id, full_name) VALUES ('o1', 'Ann');
      INSERT INTO _sync_row VALUES (0, 'o1', 1, 5, 0, 0);
      INSERT INTO _sync_snapshot VALUES ('s', 'c', 'h', 1, 5, 'n')`);
    raw.close();
    const store = openAt(path);
    expect(store.db.all('SELECT * FROM _sync_dirty')).toEqual([]);
    store.db.run(`UPDATE owners SET phone = '1'`);
    store.gather();
    expect(store.db.all('SELECT pk, op FROM _sync_dirty')).toEqual([{ pk: 'o1', op: 'update' }]);
    store.close();
  });

  test('a store of a newer Satchel is refused', () => {
    const made = temporaryStore();
    made.other.exec(`INSERT INTO _sync_migration VALUES ('9999-later', 0)`);
    expect(() => openAt(made.path)).toThrow(code('STORE_TOO_NEW'));
  });

  test('a migration that fails leaves the steps before it and nothing of itself', () => {
    const db = openWritable(join(temporaryFolder(), 'm.db'));
    const steps = [
      { name: '0001-a', statements: ['CREATE TABLE a (x)'] },
      { name: '0002-b', statements: ['CREATE TABLE b (x)', 'CREATE TABLE a (x)'] },
    ];
    expect(() => {
      migrate(db, steps, () => 7);
    }).toThrow(code('STORE_SQL'));
    expect(db.all('SELECT * FROM _sync_migration')).toEqual([{ name: '0001-a', applied_at: 7 }]);
    expect(db.all(`SELECT name FROM sqlite_master WHERE name = 'b'`)).toEqual([]);
    db.close();
  });
});

describe('the connection', () => {
  test('writes durably: WAL, synchronous FULL, foreign keys on', () => {
    const { db } = temporaryStore().store;
    const read = (name: string) =>
      Object.values((db.pragma(name) as object[])[0] ?? {})[0] as unknown;
    expect([read('journal_mode'), read('synchronous'), read('foreign_keys')]).toEqual([
      'wal',
      2,
      1,
    ]);
  });

  test('a transaction rolls back on any error, and a nested one only its own part', () => {
    const { db } = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL)`).store;
    db.transaction(() => {
      db.run(`INSERT INTO t VALUES ('outer')`);
      expect(() =>
        db.transaction(() => {
          db.run(`INSERT INTO t VALUES ('inner')`);
          throw new Error('inner');
        }),
      ).toThrow('inner');
    });
    expect(db.all('SELECT k FROM t')).toEqual([{ k: 'outer' }]);
    expect(() => db.transaction(() => Promise.resolve())).toThrow(TypeError);
    expect(db.inTransaction).toBe(false);
  });

  test('an error holds the statement and the code, and never a parameter', () => {
    const { db } = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL)`).store;
    const insert = () => db.run('INSERT INTO t (k) VALUES (?)', 'a patient');
    insert();
    const thrown = caught(insert);
    expect(thrown).toMatchObject({
      code: 'STORE_SQL',
      details: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY', sql: 'INSERT INTO t (k) VALUES (?)' },
    });
    expect(JSON.stringify(thrown)).not.toContain('a patient');
  });

  test('a full disk is said as such, and nothing is half-written', () => {
    const { db } = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v)`).store;
    const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    db.pragma(`max_page_count = ${String(pages + 4)}`);
    expect(() =>
      db.transaction(() => {
        for (let i = 0; i < 100; i++)
          db.run('INSERT INTO t VALUES (?, ?)', String(i), 'x'.repeat(2000));
      }),
    ).toThrow(code('STORE_DISK_FULL'));
    expect(db.inTransaction).toBe(false);
    expect(db.all('SELECT * FROM t')).toEqual([]);
    expect(db.all('SELECT * FROM _sync_dirty')).toEqual([]);
  });

  test('a reader cannot write, and sees what was committed', () => {
    const made = temporaryStore();
    const reader = openReadonly(made.path);
    made.store.db.run(`INSERT INTO owners (id, full_name) VALUES ('a', 'Ann')`);
    expect(reader.get('SELECT full_name FROM owners')).toEqual({ full_name: 'Ann' });
    expect(() => reader.all('DELETE FROM owners RETURNING id')).toThrow(code('STORE_READ_ONLY'));
    reader.close();
  });

  test('an open iterator and a second use of its statement do not disturb each other', () => {
    const { db } = temporaryStore().store;
    const sql = 'SELECT value FROM json_each(?)';
    const seen: unknown[] = [];
    for (const outer of db.iterate<{ value: number }>(sql, '[1,2]')) {
      seen.push(outer.value, db.get<{ value: number }>(sql, '[7]')?.value);
    }
    expect(seen).toEqual([1, 7, 2, 7]);
  });

  test('versions are compared by number', () => {
    expect(isOlder('3.9.0', '3.51.3')).toBe(true);
    expect(isOlder('3.51.3', '3.51.3')).toBe(false);
    expect(isOlder('4.0', '3.51.3')).toBe(false);
  });
});

function caught(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
