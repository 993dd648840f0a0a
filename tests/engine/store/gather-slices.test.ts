import { describe, expect, test } from 'vitest';
import { countUnsent } from '../../../engine/store/dirty.ts';
import { hasJournal } from '../../../engine/store/gather-tables.ts';
import { gatherSlice } from '../../../engine/store/gather-slices.ts';
import { gatherAll } from '../../../engine/sync/gather-all.ts';
import { type TemporaryStore, temporaryStore } from './temporary-store.ts';

const LONG = 12_000;

function withRows(): TemporaryStore {
  const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v);
    INSERT INTO t VALUES ('a', 'x'), ('b', 'y'), ('c', 'z')`);
  made.settle();
  return made;
}

function writeMuch({ other }: TemporaryStore): void {
  other.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(LONG)})
    INSERT INTO t SELECT 'n' || i, i FROM n`);
}

const marked = ({ store }: TemporaryStore): number | undefined =>
  store.db.get<{ n: number }>('SELECT count(*) AS n FROM _sync_dirty')?.n;

describe('[TRK-1] gathering a long journal in slices', () => {
  test('each slice is all there is of its keys, also what came after the first of them', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1`);
    expect(gatherSlice(made.store.db, 1)).toBe(true);
    // Of one that was gathered, of one that is next, and of one that was not written before.
    made.other.exec(`UPDATE t SET v = 'x' WHERE k = 'a'; UPDATE t SET v = 'y' WHERE k = 'b'`);
    made.other.exec(`INSERT INTO t VALUES ('d', 1)`);
    expect(gatherSlice(made.store.db, 1)).toBe(true);
    expect(made.store.db.all('SELECT pk FROM _sync_dirty')).toEqual([{ pk: 'a' }]);
    expect(made.marks()).toEqual(['t c update', 't d insert']);
    expect(made.base('t')).toEqual([{ k: 'c', v: 'z' }]);
  });

  test('what an image is older than stays true when the arrivals before it are gone', () => {
    const made = withRows();
    made.other.exec(`INSERT INTO t VALUES ('aa', 1); UPDATE t SET v = 1 WHERE k = 'c'`);
    expect(gatherSlice(made.store.db, 1)).toBe(true);
    made.other.exec(`DELETE FROM t WHERE k = 'c'; INSERT INTO t VALUES ('c', 2)`);
    // Whoever gathers the rest does so without a copy of before.
    made.store.db.release();
    expect(made.marks()).toEqual(['t aa insert', 't c update']);
    expect(made.base('t')).toEqual([{ k: 'c', v: 'z' }]);
    expect(hasJournal(made.store.db)).toBe(false);
  });

  test('what came meanwhile is of the slice also where the newest image of before is gone', () => {
    const made = withRows();
    made.other.exec(`UPDATE t SET v = 1 WHERE k = 'b'; UPDATE t SET v = 1 WHERE k = 'a'`);
    expect(gatherSlice(made.store.db, 1)).toBe(true);
    made.other.exec(`UPDATE t SET v = 2 WHERE k = 'b'; UPDATE t SET v = 'y' WHERE k = 'b'`);
    expect(gatherSlice(made.store.db, 1)).toBe(true);
    expect(made.marks()).toEqual(['t a update']);
    expect(made.base('t')).toEqual([{ k: 'a', v: 'x' }]);
  });

  test('others can write in between, and all that waits is counted', () => {
    const made = withRows();
    writeMuch(made);
    made.other.pragma('busy_timeout = 0');
    const slices: unknown[] = [];
    while (made.store.gatherSome()) {
      slices.push(marked(made));
      made.other.exec(`INSERT INTO t VALUES ('m${String(slices.length)}', 1)`);
      expect(countUnsent(made.store.db)).toBe(LONG + slices.length);
    }
    expect(slices).toEqual([5000, 10_000, LONG]);
    made.store.gather();
    expect(marked(made)).toBe(LONG + slices.length);
    expect(hasJournal(made.store.db)).toBe(false);
  });

  test('a transaction in between finds everything marked, and goes on from there', () => {
    const made = withRows();
    writeMuch(made);
    expect(made.store.gatherSome()).toBe(true);
    made.store.db.transaction(() => {
      expect(marked(made)).toBe(LONG);
    });
    expect(made.store.gatherSome()).toBe(false);
  });

  test('a connection that was let go of, or a table that was altered meanwhile, begins anew', async () => {
    const made = withRows();
    writeMuch(made);
    expect(made.store.gatherSome()).toBe(true);
    made.store.db.release();
    expect(made.store.gatherSome()).toBe(false);
    expect(made.store.gatherSome()).toBe(true);
    made.other.exec('ALTER TABLE t ADD COLUMN w');
    await gatherAll(
      made.store,
      () => false,
      () => undefined,
    );
    expect(marked(made)).toBe(LONG);
  });

  test('entries of a table that is gone wait for it, and keep nothing else', () => {
    const made = temporaryStore(`CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v);
      CREATE TABLE u (k TEXT PRIMARY KEY NOT NULL, v)`);
    made.settle();
    writeMuch(made);
    made.other.exec(`DROP TABLE t; INSERT INTO u VALUES ('a', 1)`);
    expect(made.marks()).toEqual(['u a insert']);
    expect(hasJournal(made.store.db)).toBe(true);
  });

  test('nothing is gathered any more once the store is being closed', async () => {
    const made = withRows();
    writeMuch(made);
    await gatherAll(
      made.store,
      () => true,
      () => undefined,
    );
    expect(marked(made)).toBeLessThan(LONG);
  });
});
