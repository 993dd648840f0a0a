import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWritable, type WritableDatabase } from '../../../engine/store/database.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const [NORMAL, FULL] = [1, 2];

function notes() {
  const db = openWritable(join(temporaryFolder(), 'notes.db'));
  onTestFinished(() => {
    db.close();
  });
  db.exec('CREATE TABLE notes (text)');
  return db;
}

const INSERT = "INSERT INTO notes VALUES ('x')";
const synchronous = (db: WritableDatabase) =>
  db.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous;

describe('writes that a power cut may take back', () => {
  it('are not waited for, one after the other', () => {
    const db = notes();
    const seen: unknown[] = [];
    const write = () => {
      db.transaction(() => {
        db.run(INSERT);
        seen.push(synchronous(db));
      });
    };
    db.losably(write);
    db.losably(() => {
      db.losably(write);
      write();
    });
    expect(seen).toEqual([NORMAL, NORMAL, NORMAL]);
  });

  it.each<[string, (db: WritableDatabase, insert: () => number) => unknown]>([
    ['a statement', (db) => db.run(INSERT)],
    ['a prepared one', (_, insert) => insert()],
    [
      'a script',
      (db) => {
        db.exec(INSERT);
      },
    ],
    ['a transaction', (db) => db.transaction(() => db.run(INSERT))],
    ['one that writes side tables only', (db) => db.bookkeeping(() => db.run(INSERT))],
    ['one without foreign keys', (db) => db.withoutForeignKeys(() => db.transaction(() => 1))],
  ])('take no later one along: %s is waited for', (_, write) => {
    const db = notes();
    const insert = db.runner(INSERT);
    db.losably(() => db.run(INSERT));
    write(db, insert);
    expect(synchronous(db)).toBe(FULL);
  });

  it('take none along where they fail', () => {
    const db = notes();
    expect(() => {
      db.losably(() => {
        throw new RangeError('given up');
      });
    }).toThrow('given up');
    db.run(INSERT);
    expect(synchronous(db)).toBe(FULL);
  });

  it('take none along where the file is opened anew', () => {
    const db = notes();
    db.losably(() => db.run(INSERT));
    db.release();
    expect(synchronous(db)).toBe(FULL);
    db.losably(() => db.run(INSERT));
    expect(synchronous(db)).toBe(NORMAL);
  });
});
