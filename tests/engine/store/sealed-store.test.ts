import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { copyDatabase } from '../../../engine/store/copy-database.ts';
import {
  openReadonly,
  openWritable,
  type ReadableDatabase,
  type WritableDatabase,
} from '../../../engine/store/database.ts';
import { databaseKeyOf } from '../../../engine/store/database-key.ts';
import { applyKey, fileStateOf } from '../../../engine/store/sealed-file.ts';
import { openSearchFile, searchFilePath } from '../../../engine/store/search-file.ts';
import { searchedTables } from '../../../engine/store/search-sql.ts';
import { SearchWriter } from '../../../engine/store/search-writer.ts';
import { inspectWal } from '../../../engine/store/wal-check.ts';
import { toSatchelError } from '../../../shared/errors/satchel-error.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { temporaryClinic, temporaryFolder } from './temporary-store.ts';
import { testKey } from './test-key.ts';

const CANARY = 'Canarygunde';
const otherKey = databaseKeyOf(new Uint8Array(20).fill(8));
const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;
const holds = (path: string, text: string) => readFileSync(path).includes(text);

function addOwners(db: WritableDatabase, count: number, prefix = 'o'): void {
  db.transaction(() => {
    for (let n = 0; n < count; n++) {
      const id = `${prefix}${String(n)}`;
      db.run('INSERT INTO owners (id, full_name) VALUES (?, ?)', id, `${CANARY} ${String(n)}`);
    }
  });
}

// A page that does not open at all is found as well.
function integrityOf(db: ReadableDatabase): string {
  try {
    return db.all<{ integrity_check: string }>('PRAGMA integrity_check')[0]?.integrity_check ?? '';
  } catch (error) {
    return toSatchelError(error).code;
  }
}

describe('a sealed database', () => {
  it('holds nothing in the clear: neither the file, nor its log, nor its search index', () => {
    const { store, path } = temporaryClinic(testKey);
    addOwners(store.db, 3000);
    const tables = searchedTables(store.db, clinicSchema);
    const index = openSearchFile(searchFilePath(path), tables, { identity: 'a', key: testKey });
    const writer = new SearchWriter({ db: store.db, index, tables });
    while (writer.slice(() => true));
    store.db.pragma('wal_checkpoint(PASSIVE)');
    addOwners(store.db, 20, 'x');
    const files = [path, `${path}-wal`, searchFilePath(path), `${searchFilePath(path)}-wal`];
    for (const file of files) {
      expect([file, holds(file, CANARY), holds(file, CANARY.toLowerCase())]).toEqual([
        file,
        false,
        false,
      ]);
      expect(readFileSync(file).length).toBeGreaterThan(4000);
    }
    expect(holds(path, 'CREATE TABLE')).toBe(false);
    index.close();
  });

  it('opens with its key only, and is left as it is by any other', () => {
    const made = temporaryClinic(testKey);
    addOwners(made.store.db, 1);
    made.close();
    const before = readFileSync(made.path);
    expect(fileStateOf(made.path)).toBe('sealed');
    for (const key of [undefined, otherKey]) {
      expect(() => openReadonly(made.path, { key })).toThrow(code('STORE_NOT_A_DATABASE'));
      expect(() => openWritable(made.path, { key, mustExist: true })).toThrow(
        code('STORE_NOT_A_DATABASE'),
      );
    }
    expect(readFileSync(made.path).equals(before)).toBe(true);
    const db = openReadonly(made.path, { key: testKey });
    expect(db.get('SELECT full_name AS name FROM owners')).toEqual({ name: `${CANARY} 0` });
    db.close();
  });

  it('notices a changed byte of a page, which a plain one does not', () => {
    const made = temporaryClinic(testKey);
    addOwners(made.store.db, 500);
    made.close();
    const bytes = readFileSync(made.path);
    const at = bytes.length - 2000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(made.path, bytes);
    const db = openReadonly(made.path, { key: testKey });
    expect(integrityOf(db)).not.toBe('ok');
    db.close();
  });

  it('has a log whose checksums are looked at as those of a plain one', () => {
    const { store, path } = temporaryClinic(testKey);
    for (let n = 0; n < 50; n++) addOwners(store.db, 1, `o${String(n)}-`);
    const copy = join(temporaryFolder(), 'copy-wal');
    copyFileSync(`${path}-wal`, copy);
    expect(inspectWal(copy)).toMatchObject({ damage: null });
    expect(inspectWal(copy).valid).toBeGreaterThan(50);
    const bytes = readFileSync(copy);
    bytes[32 + 24 + 100] = (bytes[32 + 24 + 100] ?? 0) ^ 1;
    writeFileSync(copy, bytes);
    expect(inspectWal(copy).damage).toContain('frame 1');
  });
});

describe('what a file is', () => {
  it('is told by its first bytes', () => {
    const folder = temporaryFolder();
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const plain = temporaryClinic();
    plain.close();
    expect([
      fileStateOf(join(folder, 'none')),
      fileStateOf(file('blank', '')),
      fileStateOf(file('text', 'Dear sir or madam, here is a letter')),
      fileStateOf(plain.path),
    ]).toEqual(['missing', 'blank', 'other', 'plain']);
  });
});

describe('a copy under another key', () => {
  const keys = { none: undefined, this: testKey, another: otherKey };
  const ways = (['none', 'this', 'another'] as const).flatMap((from) =>
    (['none', 'this', 'another'] as const).map((to) => [from, to] as const),
  );

  it.each(ways)(
    'from %s to %s holds the same, rowids, triggers and numbers too',
    async (from, to) => {
      const made = temporaryClinic(keys[from]);
      const { db } = made.store;
      addOwners(db, 200);
      db.exec(`CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, word);
      INSERT INTO counted (word) VALUES ('a'), ('b'); DELETE FROM counted;
      CREATE TABLE loose (word); INSERT INTO loose (rowid, word) VALUES (7, 'x'), (900, 'y');
      CREATE INDEX loose_words ON loose (word); CREATE VIEW seen AS SELECT word FROM loose;
      DELETE FROM owners WHERE rowid % 3 = 0; PRAGMA user_version = 42; PRAGMA application_id = 7`);
      const copy = join(temporaryFolder(), 'copy.db');
      await copyDatabase({ from: made.path, fromKey: keys[from], to: copy, toKey: keys[to] });

      expect(fileStateOf(copy)).toBe(to === 'none' ? 'plain' : 'sealed');
      expect(holds(copy, CANARY)).toBe(to === 'none');
      expect(existsSync(`${copy}-wal`)).toBe(false);
      const read = new BetterSqlite3(copy, { readonly: true });
      applyKey(read, keys[to]);
      expect(read.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(read.pragma('user_version', { simple: true })).toBe(42);
      expect(read.pragma('application_id', { simple: true })).toBe(7);
      for (const sql of [
        'SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name',
        'SELECT rowid, * FROM owners ORDER BY rowid',
        'SELECT rowid, word FROM loose ORDER BY rowid',
        'SELECT * FROM sqlite_sequence',
        'SELECT * FROM _sync_dirty ORDER BY tbl, pk',
        'SELECT * FROM _sync_desk',
      ]) {
        expect(read.prepare(sql).raw().all()).toEqual(made.other.prepare(sql).raw().all());
      }
      read.close();
    },
  );

  it('is of one moment while another connection goes on writing', async () => {
    const made = temporaryClinic(testKey);
    addOwners(made.store.db, 100);
    const copy = join(temporaryFolder(), 'copy.db');
    let added = 0;
    await copyDatabase({
      from: made.path,
      fromKey: testKey,
      to: copy,
      toKey: testKey,
      onTable: () => {
        made.other
          .prepare('INSERT INTO owners (id, full_name) VALUES (?, ?)')
          .run(`late${added++}`, 'late');
      },
    });
    expect(added).toBeGreaterThan(5);
    const db = openReadonly(copy, { key: testKey });
    expect(db.get('SELECT count(*) AS n FROM owners')).toEqual({ n: 100 });
    expect(db.get('SELECT count(*) AS n FROM _sync_dirty')).toEqual({ n: 100 });
    db.close();
  });

  it('of a damaged file leaves nothing behind', async () => {
    const made = temporaryClinic(testKey);
    addOwners(made.store.db, 2000);
    made.close();
    const bytes = readFileSync(made.path);
    bytes.fill(0, bytes.length - 40_000, bytes.length - 20_000);
    writeFileSync(made.path, bytes);
    const copy = join(temporaryFolder(), 'copy.db');
    await expect(
      copyDatabase({ from: made.path, fromKey: testKey, to: copy, toKey: otherKey }),
    ).rejects.toThrow(code('STORE_CORRUPT'));
    expect(existsSync(copy)).toBe(false);
  });
});
