import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openReadonly, openWritable } from '../../../engine/store/database.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

function twoFiles() {
  const folder = temporaryFolder();
  const [path, other] = [join(folder, 'a.db'), join(folder, 'b.db')];
  const db = openWritable(path);
  onTestFinished(() => {
    db.close();
  });
  db.exec("CREATE TABLE t (v); INSERT INTO t VALUES ('old')");
  const next = openWritable(other);
  next.exec("CREATE TABLE t (v); INSERT INTO t VALUES ('new')");
  next.close();
  return { path, other, db };
}

describe('a file that takes the place of an open one', () => {
  it('is what the connection goes on with, its prepared statements too', () => {
    const { db, path, other } = twoFiles();
    const add = db.runner('INSERT INTO t VALUES (?)');
    add('old too');
    const swapped = db.whileAlone(() => {
      expect(existsSync(`${path}-wal`)).toBe(false);
      renameSync(other, path);
    });
    expect(swapped).toBe(true);
    add('new too');
    expect(db.all('SELECT v FROM t')).toEqual([{ v: 'new' }, { v: 'new too' }]);
    expect(db.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('leaves everything as it was while another connection has the file open', () => {
    const { db, path } = twoFiles();
    const reader = openReadonly(path);
    expect(reader.get('SELECT v FROM t')).toEqual({ v: 'old' });
    let ran = false;
    const swap = () =>
      db.whileAlone(() => {
        ran = true;
      });
    expect([swap(), ran]).toEqual([false, false]);
    db.run("INSERT INTO t VALUES ('later')");
    expect(reader.all('SELECT v FROM t')).toHaveLength(2);
    reader.release();
    expect([swap(), ran]).toEqual([true, true]);
    expect(reader.all('SELECT v FROM t')).toHaveLength(2);
    reader.close();
  });

  it('makes a program that still has the old file fail, not lose what it writes', () => {
    const { db, path, other } = twoFiles();
    const idle = new BetterSqlite3(path);
    onTestFinished(() => {
      idle.close();
    });
    copyFileSync(other, `${other}.copy`);
    // Opened, but nothing read yet: it holds no lock.
    expect(
      db.whileAlone(() => {
        renameSync(other, path);
      }),
    ).toBe(true);
    expect(() => idle.exec("INSERT INTO t VALUES ('lost?')")).toThrow(/readonly/);
    expect(() => idle.pragma('journal_mode = WAL')).toThrow();
    expect(db.all('SELECT v FROM t')).toEqual([{ v: 'new' }]);
  });
});
