import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWritable } from '../../../engine/store/database.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

function family() {
  const db = openWritable(join(temporaryFolder(), 'family.db'));
  onTestFinished(() => {
    db.close();
  });
  db.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE notes (text)');
  db.exec('CREATE TABLE child (parent INTEGER REFERENCES parent (id))');
  return db;
}

const ORPHAN = 'INSERT INTO child VALUES (7)';
const refused = expect.objectContaining({
  code: 'STORE_SQL',
  details: expect.objectContaining({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' }) as unknown,
}) as unknown;

describe('foreign keys', () => {
  it('[SYNC-6] are off for what runs without them, whichever way it writes', () => {
    const db = family();
    const insert = db.runner(ORPHAN);
    db.withoutForeignKeys(() => {
      db.transaction(() => {
        db.run(ORPHAN);
        insert();
        db.exec(ORPHAN);
      });
      insert();
    });
    expect(db.all('SELECT * FROM child')).toHaveLength(4);
  });

  it.each<[string, (db: ReturnType<typeof family>, insert: () => number) => unknown]>([
    ['a statement', (db) => db.run(ORPHAN)],
    ['a prepared one', (_, insert) => insert()],
    [
      'a script',
      (db) => {
        db.exec(ORPHAN);
      },
    ],
    ['a transaction', (db) => db.transaction(() => db.run(ORPHAN))],
    ['a transaction of prepared ones', (db, insert) => db.transaction(insert)],
  ])('are enforced again for the next write: %s', (_, write) => {
    const db = family();
    const insert = db.runner(ORPHAN);
    db.withoutForeignKeys(() => db.transaction(insert));
    db.bookkeeping(() => db.run("INSERT INTO notes VALUES ('in between')"));
    expect(() => write(db, insert)).toThrow(refused);
    expect(db.all('SELECT * FROM child')).toHaveLength(1);
  });

  it('are enforced again where it failed, and after the file was let go of', () => {
    const db = family();
    expect(() =>
      db.withoutForeignKeys(() => {
        throw new RangeError('failed');
      }),
    ).toThrow(RangeError);
    expect(() => db.run(ORPHAN)).toThrow(refused);
    db.withoutForeignKeys(() => db.run(ORPHAN));
    db.release();
    expect(db.pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(() => db.run(ORPHAN)).toThrow(refused);
  });

  it('cannot be switched within a transaction', () => {
    const db = family();
    expect(() =>
      db.transaction(() => {
        db.withoutForeignKeys(() => undefined);
      }),
    ).toThrow(RangeError);
  });
});
