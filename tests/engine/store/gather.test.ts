import { expect, describe, test } from 'vitest';
import { countPending, countUnsent } from '../../../engine/store/dirty.ts';
import { openReadonly } from '../../../engine/store/database.ts';
import { gatherFile } from '../../../engine/store/gather.ts';
import { hasJournal } from '../../../engine/store/gather-tables.ts';
import { applyRemote } from '../../../engine/store/gate.ts';
import { temporaryStore } from './temporary-store.ts';

const withRows = () => {
  const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT UNIQUE, v);
    INSERT INTO t VALUES ('a', '1', 'x'), ('b', '2', 'y'), ('c', '3', 'z')`);
  made.settle();
  return made;
};

describe('[TRK-1] gathering what was journalled', () => {
  test('a transaction sees what others wrote before it, and leaves what it wrote itself', () => {
    const made = withRows();
    const { store } = made;
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    store.setActor('ann');
    store.write(() => {
      expect(store.db.all('SELECT pk, actor FROM _sync_dirty')).toEqual([
        { pk: 'a', actor: 'external' },
      ]);
      store.db.run(`UPDATE t SET v = 2 WHERE k = 'b'`);
      store.db.run(`DELETE FROM t WHERE k = 'c'`);
    });
    expect(hasJournal(store.db)).toBe(false);
    expect(store.db.all('SELECT pk, op, actor FROM _sync_dirty')).toEqual([
      { pk: 'a', op: 'update', actor: 'external' },
      { pk: 'b', op: 'update', actor: 'ann' },
      { pk: 'c', op: 'delete', actor: 'ann' },
    ]);
  });

  test("an actor's edits are gathered as theirs within somebody else's transaction", () => {
    const { store } = withRows();
    store.setActor('ann');
    store.db.transaction(() => {
      store.db.run(`UPDATE t SET v = 1 WHERE k = 'a'`);
      store.write(() => store.db.run(`UPDATE t SET v = 2 WHERE k = 'b'`));
      store.db.run(`UPDATE t SET v = 3 WHERE k = 'c'`);
    });
    expect(store.db.all('SELECT pk, actor FROM _sync_dirty')).toEqual([
      { pk: 'a', actor: 'external' },
      { pk: 'b', actor: 'ann' },
      { pk: 'c', actor: 'external' },
    ]);
  });

  test('a transaction that is taken back leaves what others wrote for the next one', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    expect(() =>
      made.store.db.transaction(() => {
        throw new Error('torn');
      }),
    ).toThrow('torn');
    expect(made.store.db.all('SELECT pk FROM _sync_dirty')).toEqual([]);
    expect(made.marks()).toEqual(['t a update']);
  });

  test('what others wrote is gathered before remote rows are applied over it', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 'mine' WHERE k = 'a'`);
    applyRemote(made.store, () => {
      expect(made.store.db.all('SELECT pk, op FROM _sync_dirty')).toEqual([
        { pk: 'a', op: 'update' },
      ]);
      made.store.db.run(`UPDATE t SET v = 'theirs'`);
    });
    expect(hasJournal(made.store.db)).toBe(false);
    expect(made.base('t')).toEqual([{ k: 'a', u: '1', v: 'x' }]);
  });

  test('an edit that was taken back before anybody looked keeps the revision that was sent', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 'sent' WHERE k = 'a'`);
    made.freeze();
    const [sent] = made.dirty();
    made.other.exec(
      `UPDATE t SET v = 'other' WHERE k = 'a'; UPDATE t SET v = 'sent' WHERE k = 'a'`,
    );
    expect(made.dirty()).toEqual([sent]);
  });

  test('what is not gathered yet counts as waiting, and is counted once', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t a update']);
    made.other.exec(
      `UPDATE t SET v = 2; UPDATE t SET v = 3; DELETE FROM t WHERE k = 'c'; INSERT INTO t VALUES ('d', '4', 0)`,
    );
    expect(countPending(made.store.db)).toMatchObject([{ tbl: 0, pending: 4 }]);
    const reader = openReadonly(made.path);
    expect(countUnsent(reader)).toBe(4);
    reader.close();
    made.store.gather();
    expect(countUnsent(made.store.db)).toBe(4);
  });

  test('a file that nobody has open any more is gathered as it lies there', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'`);
    made.close();
    gatherFile(made.path, undefined);
    const reader = openReadonly(made.path);
    expect(reader.all('SELECT pk, op, actor FROM _sync_dirty')).toEqual([
      { pk: 'a', op: 'update', actor: 'external' },
    ]);
    reader.close();
  });

  test('tables wider than any before, and keys of many columns', () => {
    const columns = Array.from({ length: 40 }, (_, n) => `v${String(n)}`);
    const made = temporaryStore(`CREATE TABLE t (a, b, c, d, ${columns.join(', ')},
      PRIMARY KEY (d, c, b, a)) WITHOUT ROWID; INSERT INTO t (a, b, c, d, v39) VALUES (1, 'x', 'y,', x'00', 'old')`);
    made.settle();
    made.other.exec(
      `UPDATE t SET v39 = 'new'; INSERT INTO t (a, b, c, d) VALUES (2, 'x', 'y', 'z')`,
    );
    expect(made.marks()).toEqual([`t 'z','y','x',2 insert`, `t X'00','y,','x',1 update`]);
    expect(made.base('t')).toMatchObject([{ a: 1, b: 'x', v39: 'old' }]);
    made.other.exec(`UPDATE t SET v39 = 'old' WHERE a = 1; DELETE FROM t WHERE a = 2`);
    expect(made.marks()).toEqual([]);
    expect(made.base('t')).toEqual([]);
  });
});

describe('[TRK-5] gathering while another program alters its table', () => {
  test('a renamed column is found under its new name', () => {
    const made = withRows();
    made.other
      .exec(`UPDATE t SET v = 'edited' WHERE k = 'a'; ALTER TABLE t RENAME COLUMN v TO value;
      UPDATE t SET value = 'later' WHERE k = 'b'; UPDATE t SET value = 'x' WHERE k = 'a'`);
    expect(made.marks()).toEqual(['t b update']);
    expect(made.base('t')).toEqual([{ k: 'b', u: '2', v: 'y' }]);
  });

  test('a renamed table is found under its new name', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'a'; ALTER TABLE t RENAME TO things`);
    made.other.exec(`DELETE FROM things WHERE k = 'b'`);
    expect(made.marks()).toEqual(['t a update', 't b delete']);
  });

  test('entries of a table that is gone wait until it is back, in their order', () => {
    const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v);
      CREATE TABLE z (k TEXT PRIMARY KEY NOT NULL, v); INSERT INTO t VALUES ('a', 'x'), ('b', 'y')`);
    made.settle();
    made.other.exec(`INSERT INTO z VALUES ('1', 0); DELETE FROM t WHERE k = 'a';
      INSERT INTO t VALUES ('a', 'again'); INSERT INTO z VALUES ('2', 0); DROP TABLE t`);
    expect(made.marks()).toEqual(['z 1 insert', 'z 2 insert']);
    made.other
      .exec(`UPDATE z SET v = 1 WHERE k = '1'; CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v);
      INSERT INTO t VALUES ('a', 'again'), ('b', 'y')`);
    expect(made.store.verifyTracking()).toEqual({ rebuilt: ['t'], found: 0, suspect: ['t'] });
    expect(made.marks()).toEqual(['t a update', 'z 1 insert', 'z 2 insert']);
    expect(made.base('t')).toEqual([{ k: 'a', v: 'x' }]);
  });
});

describe('[TRK-3] rows without a key', () => {
  test('evict others, which is tracked, and take a key later, which is an insertion', () => {
    const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY, u UNIQUE, v);
      INSERT INTO t VALUES ('a', 1, 'x'), ('b', 2, 'y')`);
    made.settle();
    made.other.exec(`REPLACE INTO t VALUES (NULL, 1, 'nobody')`);
    expect(made.marks()).toEqual(['t a delete']);
    made.other.exec(`UPDATE t SET k = 'n' WHERE k IS NULL; UPDATE t SET k = NULL WHERE k = 'b'`);
    expect(made.marks()).toEqual(['t a delete', 't b delete', 't n insert']);
  });
});
