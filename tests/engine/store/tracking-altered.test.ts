import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openWritable } from '../../../engine/store/database.ts';
import { introspect, removeTracking } from '../../../engine/store/introspect.ts';
import { openAt, schemaOf, TemporaryStore, temporaryStore } from './temporary-store.ts';

const TABLE = `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT UNIQUE, v, w);
  INSERT INTO t VALUES ('a', '1', 'x', 'p'), ('b', '2', 'y', 'q')`;

function synced(ddl = TABLE): TemporaryStore {
  const made = temporaryStore(ddl);
  made.settle();
  return made;
}

/** The same file as the next start of Satchel finds it, its manifest read anew. */
function restarted(made: TemporaryStore): TemporaryStore {
  return new TemporaryStore(made.path, openAt(made.path, schemaOf(made.path)));
}

describe("[TRK-5] another program's migration", () => {
  test('DROP COLUMN succeeds, and edits before and after are tracked', () => {
    const made = synced();
    made.other.exec(`UPDATE t SET v = 'edited' WHERE k = 'a'`);
    made.other.exec(`ALTER TABLE t DROP COLUMN w`);
    made.other.exec(
      `UPDATE t SET v = 'later' WHERE k = 'b'; INSERT INTO t VALUES ('c', '3', 'new')`,
    );
    expect(made.marks()).toEqual(['t a update', 't b update', 't c insert']);
    const again = restarted(made);
    expect(again.marks()).toEqual(['t a update', 't b update', 't c insert']);
    again.other.exec(`UPDATE t SET v = 'x' WHERE k = 'a'; REPLACE INTO t VALUES ('d', '2', 1)`);
    expect(again.marks()).toEqual(['t b delete', 't c insert', 't d insert']);
    again.close();
  });

  test('dropping a UNIQUE column, once its index is gone, succeeds too', () => {
    const made =
      synced(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u, v); CREATE UNIQUE INDEX i ON t (u);
      INSERT INTO t VALUES ('a', '1', 'x'), ('b', '2', 'y')`);
    made.other.exec(
      `DROP INDEX i; ALTER TABLE t DROP COLUMN u; UPDATE t SET v = 'n' WHERE k = 'a'; INSERT OR REPLACE INTO t VALUES ('b', 'z')`,
    );
    expect(made.marks()).toEqual(['t a update', 't b update']);
  });

  test('RENAME COLUMN succeeds, tracking goes on, and bases keep the renamed value', () => {
    const made = synced();
    made.other.exec(
      `UPDATE t SET v = 'edited' WHERE k = 'a'; ALTER TABLE t RENAME COLUMN v TO value`,
    );
    made.other.exec(`UPDATE t SET value = 'later' WHERE k = 'b'`);
    expect(made.marks()).toEqual(['t a update', 't b update']);
    const again = restarted(made);
    expect(again.base('t')).toEqual([
      { k: 'a', u: '1', value: 'x', w: 'p' },
      { k: 'b', u: '2', value: 'y', w: 'q' },
    ]);
    again.other.exec(`UPDATE t SET value = 'x' WHERE k = 'a'`);
    expect(again.marks()).toEqual(['t b update']);
    again.close();
  });

  test('ADD COLUMN: what was put into it before Satchel looked again is found', () => {
    const made = synced();
    made.other.exec(
      `UPDATE t SET v = 'edited' WHERE k = 'a'; ALTER TABLE t ADD COLUMN n INTEGER DEFAULT 7`,
    );
    made.other.exec(`UPDATE t SET n = 8 WHERE k = 'b'`);
    const again = restarted(made);
    expect(again.marks()).toEqual(['t a update', 't b update']);
    expect(again.base('t')).toEqual([
      { k: 'a', u: '1', v: 'x', w: 'p', n: 7 },
      { k: 'b', u: '2', v: 'y', w: 'q', n: 7 },
    ]);
    again.other.exec(`UPDATE t SET n = 7 WHERE k = 'b'`);
    expect(again.marks()).toEqual(['t a update']);
    again.close();
  });

  test('RENAME TABLE succeeds; marks, bases and number go with it', () => {
    const made = synced();
    made.other.exec(`UPDATE t SET v = 'edited' WHERE k = 'a'; ALTER TABLE t RENAME TO things`);
    made.other.exec(`DELETE FROM things WHERE k = 'b'`);
    const again = restarted(made);
    expect(again.marks()).toEqual(['things a update', 'things b delete']);
    expect(again.base('things')).toHaveLength(2);
    again.other.exec(`UPDATE things SET v = 'x' WHERE k = 'a'`);
    expect(again.marks()).toEqual(['things b delete']);
    again.close();
  });

  test('a table built anew and renamed into place: inserts and deletions are found, and the table is suspect', () => {
    const made = synced();
    made.other.exec(`BEGIN;
      CREATE TABLE new_t (k TEXT PRIMARY KEY NOT NULL, u TEXT UNIQUE, v NOT NULL, w);
      INSERT INTO new_t SELECT * FROM t; DROP TABLE t; ALTER TABLE new_t RENAME TO t; COMMIT`);
    made.other.exec(`INSERT INTO t VALUES ('c', NULL, 'new', NULL); DELETE FROM t WHERE k = 'b'`);
    expect(made.store.verifyTracking()).toEqual({ rebuilt: ['t'], found: 2, suspect: ['t'] });
    expect(made.marks()).toEqual(['t b delete', 't c insert']);
    made.other.exec(`UPDATE t SET v = 'edited' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a update', 't b delete', 't c insert']);
    expect(made.store.verifyTracking()).toEqual({ rebuilt: [], found: 0, suspect: [] });
  });

  test('a unique index that came later is watched after the next check', () => {
    const made = synced();
    made.other.exec(`CREATE UNIQUE INDEX later ON t (w)`);
    expect(made.store.verifyTracking().rebuilt).toEqual(['t']);
    made.other.exec(`REPLACE INTO t VALUES ('c', '3', 'z', 'p')`);
    expect(made.marks()).toEqual(['t a delete', 't c insert']);
  });

  test('a trigger that someone dropped is put back', () => {
    const made = synced();
    made.other.exec(`DROP TRIGGER _sync_t_update; UPDATE t SET v = 'unseen'`);
    expect(made.store.verifyTracking()).toMatchObject({ rebuilt: ['t'], suspect: ['t'] });
    made.other.exec(`UPDATE t SET v = 'seen' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a update']);
  });

  test('a table that is gone is reported, and does not stop the others', () => {
    const made = synced(`${TABLE}; CREATE TABLE z (k TEXT PRIMARY KEY NOT NULL)`);
    made.other.exec('DROP TABLE t');
    expect(made.store.verifyTracking()).toMatchObject({ suspect: ['t'] });
    made.other.exec(`INSERT INTO z VALUES ('1')`);
    expect(made.marks()).toEqual(['z 1 insert']);
  });
});

describe('reading and leaving a foreign file', () => {
  const FOREIGN = `
    CREATE TABLE Owner (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL, born DATE, balance DECIMAL(10,2), active BOOLEAN);
    CREATE TABLE Pet (id INTEGER PRIMARY KEY AUTOINCREMENT, owner INTEGER REFERENCES Owner, chip TEXT UNIQUE, photo BLOB, kg REAL,
      label TEXT AS (chip || '!'));
    CREATE TABLE Link (a TEXT, b INT, PRIMARY KEY (b, a)) WITHOUT ROWID;
    CREATE TRIGGER mine AFTER INSERT ON Pet BEGIN UPDATE Owner SET active = 1 WHERE id = NEW.owner; END;
    CREATE VIEW pets AS SELECT * FROM Pet;
    INSERT INTO Owner VALUES (1, 'Ann', '1980-01-02', 12.5, 1)`;

  test('the manifest says what lies in it, parents first', () => {
    const made = temporaryStore(FOREIGN);
    const tables = introspect(made.store.db, 'x').tables;
    expect(tables.map(({ name }) => name)).toEqual(['Link', 'Owner', 'Pet']);
    const types = (name: string) =>
      Object.fromEntries(
        tables.find((table) => table.name === name)?.columns.map((c) => [c.name, c.type]) ?? [],
      );
    expect(types('Owner')).toEqual({
      id: 'integer',
      name: 'text',
      born: 'text',
      balance: 'real',
      active: 'integer',
    });
    expect(types('Pet')).toEqual({
      id: 'integer',
      owner: 'integer',
      chip: 'text',
      photo: 'blob',
      kg: 'real',
    });
    expect(tables[0]?.primaryKey).toEqual(['b', 'a']);
    expect(tables[2]?.columns[1]?.references).toEqual({ table: 'Owner', column: 'id' });
    expect(tables[2]?.columns[2]?.unique).toBe(true);
  });

  test('a table without a primary key is refused by name', () => {
    expect(() => temporaryStore('CREATE TABLE loose (a, b)')).toThrow(
      expect.objectContaining({
        code: 'TABLE_NOT_SYNCABLE',
        message: expect.stringContaining('loose') as unknown,
      }),
    );
  });

  test('tracking is taken out without a trace', () => {
    const plain = new BetterSqlite3(':memory:');
    plain.exec(FOREIGN);
    const schema = (db: BetterSqlite3.Database) =>
      db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name').all();
    const made = temporaryStore(FOREIGN);
    made.other.exec(`INSERT INTO Pet (owner) VALUES (1)`);
    const db = openWritable(made.path);
    removeTracking(db);
    db.close();
    expect(schema(made.other)).toEqual(schema(plain));
    made.other.exec(`INSERT INTO Pet (owner) VALUES (1)`);
    expect(made.other.prepare('SELECT count(*) AS n FROM Pet').get()).toEqual({ n: 2 });
    plain.close();
  });
});
