import { describe, expect, test } from 'vitest';
import { applyRemote } from '../../../engine/store/gate.ts';
import { temporaryStore } from './temporary-store.ts';

const ITEMS = `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT UNIQUE, v)`;
const withRows = (ddl = ITEMS) => {
  const made = temporaryStore(`${ddl};
    INSERT INTO t (k, u, v) VALUES ('a', '1', 'x'), ('b', '2', 'y'), ('c', NULL, NULL)`);
  made.settle();
  return made;
};
const first = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (!row) throw new Error('nothing there');
  return row;
};

describe('[TRK-1] marks of edits', () => {
  test('another program without any of our functions is tracked', () => {
    const made = withRows();
    made.other.exec(
      `INSERT INTO t VALUES ('d', '4', 1); UPDATE t SET v = 2 WHERE k = 'a'; DELETE FROM t WHERE k = 'b'`,
    );
    expect(made.marks()).toEqual(['t a update', 't b delete', 't d insert']);
    expect(made.base('t')).toEqual([
      { k: 'a', u: '1', v: 'x' },
      { k: 'b', u: '2', v: 'y' },
    ]);
  });

  test('the base is the row as it was at the first edit since the sync', () => {
    const made = withRows();
    made.other.exec(
      `UPDATE t SET v = 'one' WHERE k = 'a'; UPDATE t SET v = 'two', u = '9' WHERE k = 'a'`,
    );
    expect(made.marks()).toEqual(['t a update']);
    expect(made.base('t')).toEqual([{ k: 'a', u: '1', v: 'x' }]);
  });

  test('a change from or to NULL counts, and so does one of letter case under NOCASE', () => {
    const made = withRows(
      `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT, v TEXT COLLATE NOCASE)`,
    );
    made.other.exec(
      `UPDATE t SET v = NULL WHERE k = 'a'; UPDATE t SET v = 'Y' WHERE k = 'b'; UPDATE t SET v = '' WHERE k = 'c'`,
    );
    expect(made.marks()).toEqual(['t a update', 't b update', 't c update']);
  });

  test('an update that changes nothing marks nothing', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = v, u = u`);
    expect(made.marks()).toEqual([]);
  });

  test('BLOBs and their bases are kept byte for byte', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = x'00ff00' WHERE k = 'a'`);
    made.settle();
    made.other.exec(`UPDATE t SET v = x'00ff01' WHERE k = 'a'`);
    expect(first(made.base('t'))).toEqual({ k: 'a', u: '1', v: Buffer.from('00ff00', 'hex') });
  });

  test('a changed primary key is a deletion and an insertion', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET k = 'z' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a delete', 't z insert']);
    made.other.exec(`UPDATE t SET k = 'a' WHERE k = 'z'`);
    expect(made.marks()).toEqual([]);
  });

  test('VACUUM moves rowids and leaves the marks on their records', () => {
    const made = withRows();
    made.other.exec(
      `DELETE FROM t WHERE k = 'a'; UPDATE t SET v = 1 WHERE k = 'c'; VACUUM; UPDATE t SET v = 2 WHERE k = 'b'`,
    );
    expect(made.marks()).toEqual(['t a delete', 't b update', 't c update']);
  });

  test('an edit after a freeze bears a higher revision, also when marks were cleared in between', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    const frozen = first(made.dirty()).rev;
    made.freeze();
    made.other.exec(`UPDATE t SET v = 2 WHERE k = 'a'`);
    expect(first(made.dirty()).rev).toBeGreaterThan(frozen);
    made.settle();
    made.other.exec(`UPDATE t SET v = 3 WHERE k = 'a'`);
    expect(first(made.dirty()).rev).toBeGreaterThan(frozen);
  });

  test('a mutation keeps its id until it is frozen; an edit of a frozen one gets another', () => {
    const made = withRows();
    const id = () => first(made.dirty()).mutation.toString('hex');
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    const opened = id();
    made.other.exec(`UPDATE t SET v = 2 WHERE k = 'a'`);
    expect(id()).toBe(opened);
    made.freeze();
    made.other.exec(`UPDATE t SET v = 3 WHERE k = 'a'`);
    expect(id()).not.toBe(opened);
    expect(first(made.dirty()).batch).toBe(1);
  });

  test('an edit of a row that waits for a person keeps it waiting', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    made.store.db.transaction(() => {
      made.store.db.exec(`UPDATE _sync_dirty SET held = 'conflict'`);
    });
    made.other.exec(`UPDATE t SET v = 'x' WHERE k = 'a'`);
    expect(first(made.dirty())).toMatchObject({ op: 'update', held: 'conflict' });
  });

  test('rows that were there before Satchel are marked to be sent', () => {
    const made = temporaryStore(`${ITEMS}; INSERT INTO t VALUES ('a', '1', 'x')`);
    expect(made.marks()).toEqual(['t a insert']);
    made.other.exec(`DELETE FROM t`);
    expect(made.marks()).toEqual([]);
  });

  test.each(['INTEGER PRIMARY KEY', 'INT PRIMARY KEY', 'INTEGER PRIMARY KEY AUTOINCREMENT'])(
    'an id that SQLite gives again after a deletion is the same record: %s',
    (key) => {
      const made = temporaryStore(`CREATE TABLE t (k ${key}, v); INSERT INTO t VALUES (1, 'x')`);
      made.settle();
      made.other.exec(`DELETE FROM t; INSERT INTO t VALUES (1, 'other')`);
      expect(made.marks()).toEqual(['t 1 update']);
      expect(made.base('t')).toEqual([{ k: 1, v: 'x' }]);
    },
  );

  test('a row whose key is NULL has no identity, and disturbs nobody', () => {
    const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY, v)`);
    made.other.exec(`INSERT INTO t VALUES (NULL, 1); UPDATE t SET v = 2; DELETE FROM t`);
    expect(made.marks()).toEqual([]);
  });

  test('generated columns are left out', () => {
    const made = temporaryStore(
      `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v, w AS (v || '!') STORED); INSERT INTO t (k, v) VALUES ('a', 'x')`,
    );
    made.settle();
    made.other.exec(`UPDATE t SET v = 'y'`);
    expect(made.base('t')).toEqual([{ k: 'a', v: 'x' }]);
  });

  test('deletions by a cascading key are tracked', () => {
    const made = temporaryStore(`CREATE TABLE p (k TEXT PRIMARY KEY NOT NULL);
      CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, p TEXT REFERENCES p (k) ON DELETE CASCADE);
      INSERT INTO p VALUES ('p1'); INSERT INTO t VALUES ('a', 'p1')`);
    made.settle();
    made.other.exec(`PRAGMA foreign_keys = ON; DELETE FROM p`);
    expect(made.marks()).toEqual(['p p1 delete', 't a delete']);
  });
});

describe('[TRK-2] conflict clauses of the other program', () => {
  test.each(['OR REPLACE', 'OR IGNORE', 'OR ABORT', 'OR FAIL', 'OR ROLLBACK'])(
    '%s around an edit leaves the marks right',
    (clause) => {
      const made = withRows();
      made.other.exec(`UPDATE t SET v = 'first' WHERE k = 'a'`);
      made.freeze();
      const { first_at } = first(made.dirty());
      made.other.exec(
        `UPDATE ${clause} t SET v = 'again' WHERE k = 'a'; INSERT ${clause} INTO t VALUES ('d', '7', 1)`,
      );
      expect(made.marks()).toEqual(['t a update', 't d insert']);
      expect(first(made.dirty())).toMatchObject({ batch: 1, first_at });
    },
  );

  test('an upsert is an edit of the row it meets', () => {
    const made = withRows();
    made.other.exec(
      `INSERT INTO t VALUES ('a', '1', 'new') ON CONFLICT DO UPDATE SET v = excluded.v`,
    );
    expect(made.marks()).toEqual(['t a update']);
    expect(made.base('t')).toEqual([{ k: 'a', u: '1', v: 'x' }]);
  });

  test('what is applied through the gate is not tracked, and what comes after it is', () => {
    const made = withRows();
    applyRemote(made.store, () => {
      made.store.db.exec(`UPDATE t SET v = 'remote'`);
    });
    expect(made.marks()).toEqual([]);
    made.other.exec(`UPDATE t SET v = 'mine' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a update']);
  });

  test('an error while applying closes the gate and leaves everything as it was', () => {
    const made = withRows();
    expect(() =>
      applyRemote(made.store, () => {
        made.store.db.exec(`DELETE FROM t`);
        throw new Error('torn');
      }),
    ).toThrow('torn');
    expect(made.store.db.get('SELECT count(*) AS n FROM t')).toEqual({ n: 3 });
    made.other.exec(`DELETE FROM t WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a delete']);
  });

  test("another application's own triggers rest while remote rows are applied, and are back after", () => {
    const made = temporaryStore(`${ITEMS}; CREATE TABLE log (k INTEGER PRIMARY KEY, what);
      CREATE TRIGGER audit AFTER INSERT ON t BEGIN INSERT INTO log (what) VALUES (NEW.k); END`);
    const triggers = () =>
      made.store.db.all(`SELECT name, sql FROM sqlite_master WHERE name = 'audit'`);
    const before = triggers();
    applyRemote(made.store, () => {
      made.store.db.exec(`INSERT INTO t VALUES ('r', NULL, NULL)`);
    });
    expect(made.store.db.get('SELECT count(*) AS n FROM log')).toEqual({ n: 0 });
    expect(triggers()).toEqual(before);
    made.other.exec(`INSERT INTO t VALUES ('l', NULL, NULL)`);
    expect(made.marks()).toEqual(['log 1 insert', 't l insert']);
  });
});

describe('[TRK-3] rows that OR REPLACE evicts', () => {
  test('through a UNIQUE column, by an insert', () => {
    const made = withRows();
    made.other.exec(`INSERT OR REPLACE INTO t VALUES ('n', '1', 'new')`);
    expect(made.marks()).toEqual(['t a delete', 't n insert']);
    expect(made.base('t')).toEqual([{ k: 'a', u: '1', v: 'x' }]);
  });

  test('through a UNIQUE column, by an update', () => {
    const made = withRows();
    made.other.exec(`UPDATE OR REPLACE t SET u = '1' WHERE k = 'b'`);
    expect(made.marks()).toEqual(['t a delete', 't b update']);
  });

  test('two rows at once', () => {
    const made = withRows();
    made.other.exec(`REPLACE INTO t VALUES ('a', '2', 'both')`);
    expect(made.marks()).toEqual(['t a update', 't b delete']);
    expect(made.base('t')).toHaveLength(2);
  });

  test('a row replaced under its own key is an update, and none where nothing changed', () => {
    const made = withRows();
    made.other.exec(`REPLACE INTO t VALUES ('a', '1', 'new')`);
    expect(made.marks()).toEqual(['t a update']);
    made.other.exec(`REPLACE INTO t VALUES ('a', '1', 'x')`);
    expect(made.marks()).toEqual([]);
  });

  test('a row that was never synced vanishes without a trace', () => {
    const made = withRows();
    made.other.exec(`INSERT INTO t VALUES ('n', '9', 1); REPLACE INTO t VALUES ('m', '9', 2)`);
    expect(made.marks()).toEqual(['t m insert']);
  });

  test('OR IGNORE evicts nothing, and its note is not taken for an eviction later', () => {
    const made = withRows();
    made.other.exec(`INSERT OR IGNORE INTO t VALUES ('n', '1', 0); DELETE FROM t WHERE k = 'c'`);
    made.other.exec(`INSERT INTO t VALUES ('m', '7', 0)`);
    expect(made.marks()).toEqual(['t c delete', 't m insert']);
  });

  test.each(['ON', 'OFF'])('with recursive_triggers %s the marks are the same', (setting) => {
    const made = withRows();
    made.other.exec(
      `PRAGMA recursive_triggers = ${setting}; REPLACE INTO t VALUES ('n', '1', 'new')`,
    );
    expect(made.marks()).toEqual(['t a delete', 't n insert']);
  });

  test('through an index of its own that is partial', () => {
    const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT, v);
      CREATE UNIQUE INDEX i ON t (u COLLATE NOCASE) WHERE v = 1; INSERT INTO t VALUES ('a', 'x', 1)`);
    made.settle();
    made.other.exec(`REPLACE INTO t VALUES ('b', 'X', 1)`);
    expect(made.marks()).toEqual(['t a delete', 't b insert']);
  });
});

describe('[TRK-4] undoing an edit', () => {
  test('back to the base is clean again', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 'other'; UPDATE t SET v = 'x' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t b update', 't c update']);
    expect(made.base('t')).toHaveLength(2);
  });

  test('stays marked while an unanswered batch holds the row', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 'other' WHERE k = 'a'`);
    made.freeze();
    made.other.exec(`UPDATE t SET v = 'x' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a update']);
    expect(made.base('t')).toHaveLength(1);
  });

  test('an insertion taken back leaves nothing, unless it was already frozen', () => {
    const made = withRows();
    made.other.exec(`INSERT INTO t VALUES ('n', NULL, 1); DELETE FROM t WHERE k = 'n'`);
    expect(made.marks()).toEqual([]);
    made.other.exec(`INSERT INTO t VALUES ('n', NULL, 1)`);
    made.freeze();
    const sent = first(made.dirty()).mutation;
    made.other.exec(`DELETE FROM t WHERE k = 'n'`);
    expect(made.marks()).toEqual(['t n delete']);
    expect(first(made.dirty()).mutation.equals(sent)).toBe(false);
    made.other.exec(`INSERT INTO t VALUES ('n', NULL, 2)`);
    expect(made.marks()).toEqual(['t n insert']);
  });

  test('a deletion taken back is an update against the base, or clean where it is equal', () => {
    const made = withRows();
    made.other.exec(`DELETE FROM t WHERE k = 'a'; INSERT INTO t VALUES ('a', '1', 'back')`);
    expect(made.marks()).toEqual(['t a update']);
    made.other.exec(`DELETE FROM t WHERE k = 'a'; INSERT INTO t VALUES ('a', '1', 'x')`);
    expect(made.marks()).toEqual([]);
    expect(made.base('t')).toEqual([]);
  });
});

describe('[TRK-6] who edited', () => {
  test("the actor's writes bear their name, and those of other programs 'external'", () => {
    const made = withRows();
    made.store.setActor('ann');
    made.store.write(() => made.store.db.run(`UPDATE t SET v = 1 WHERE k = 'a'`));
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'b'`);
    expect(made.dirty().map(({ pk, actor }) => [pk, actor])).toEqual([
      ['a', 'ann'],
      ['b', 'external'],
    ]);
  });

  test('a write that fails leaves no name behind', () => {
    const made = withRows();
    made.store.setActor('ann');
    expect(() =>
      made.store.write(() => made.store.db.run(`INSERT INTO t VALUES ('a', NULL, NULL)`)),
    ).toThrow();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'b'`);
    expect(first(made.dirty()).actor).toBe('external');
  });

  test('times are UTC milliseconds, first and last', () => {
    const before = Date.now();
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    const { first_at, last_at } = first(made.dirty());
    expect(last_at).toBe(first_at);
    expect(first_at).toBeGreaterThanOrEqual(before - 2);
    expect(first_at).toBeLessThanOrEqual(Date.now() + 2);
  });
});
