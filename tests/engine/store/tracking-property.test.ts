import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatherSlice } from '../../../engine/store/gather-slices.ts';
import { type TemporaryStore, temporaryStore } from './temporary-store.ts';

/*
 * Whatever another program does, and whenever what it did is gathered: applying what was tracked backwards to the rows
 * that are there now gives the rows that were there at the last sync, and just the rows that differ are marked.
 */

const shapes: Record<string, string> = {
  'text key': `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT UNIQUE, v)`,
  'integer key': `CREATE TABLE t (k INTEGER PRIMARY KEY, u TEXT UNIQUE, v)`,
  'without rowid': `CREATE TABLE t (k TEXT PRIMARY KEY, u TEXT UNIQUE, v) WITHOUT ROWID`,
  'composite key': `CREATE TABLE t (k TEXT NOT NULL, u TEXT NOT NULL, v, w INTEGER UNIQUE, PRIMARY KEY (k, u))`,
  'keys without regard to case': `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL COLLATE NOCASE, u TEXT UNIQUE COLLATE NOCASE, v)`,
  'a partial unique index': `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT, v); CREATE UNIQUE INDEX i ON t (u) WHERE v IS NOT NULL`,
  'an integer key that may be chosen': `CREATE TABLE t (k INT PRIMARY KEY NOT NULL, u INTEGER UNIQUE, v)`,
};

const key = fc.constantFrom('1', '2', '3', '4');
const letterKey = fc.constantFrom('a', 'A', 'b', 'B', '3');
const value = fc.constantFrom(`NULL`, `''`, `'x'`, `'X'`, `x'00ff'`, `7`, `7.5`);
const clause = fc.constantFrom('', 'OR REPLACE', 'OR IGNORE', 'OR ROLLBACK', 'OR FAIL', 'OR ABORT');

/** Not of the other program: Satchel looks, at all there is or at a small part of it. */
const GATHER = '-- gather';
const SLICE = '-- slice';

function statements(shape: string): fc.Arbitrary<string> {
  const numeric = /k INT/.test(shape);
  const k = numeric ? key : letterKey.map((letter) => `'${letter}'`);
  const u = shape.includes('u INTEGER')
    ? key
    : fc.oneof(
        letterKey.map((letter) => `'${letter}'`),
        fc.constant(shape.includes('u TEXT NOT NULL') ? `'z'` : 'NULL'),
      );
  return fc.oneof(
    fc
      .tuple(clause, k, u, value)
      .map(([or, a, b, c]) => `INSERT ${or} INTO t (k, u, v) VALUES (${a}, ${b}, ${c})`),
    fc
      .tuple(u, value)
      .map(([b, c]) =>
        numeric
          ? `INSERT INTO t (u, v) VALUES (${b}, ${c})`
          : `UPDATE t SET v = ${c} WHERE u = ${b}`,
      ),
    fc
      .tuple(k, u, value)
      .map(
        ([a, b, c]) =>
          `REPLACE INTO t (k, u, v) SELECT ${a}, ${b}, ${c} UNION ALL SELECT ${a}, ${b}, 1`,
      ),
    fc
      .tuple(k, u, value)
      .map(
        ([a, b, c]) =>
          `INSERT INTO t (k, u, v) VALUES (${a}, ${b}, ${c}) ON CONFLICT DO UPDATE SET v = excluded.v`,
      ),
    fc.tuple(clause, value, k).map(([or, c, a]) => `UPDATE ${or} t SET v = ${c} WHERE k = ${a}`),
    fc.tuple(clause, u, k).map(([or, b, a]) => `UPDATE ${or} t SET u = ${b} WHERE k = ${a}`),
    fc.tuple(clause, k, k).map(([or, a, b]) => `UPDATE ${or} t SET k = ${a} WHERE k = ${b}`),
    fc.tuple(clause, value).map(([or, c]) => `UPDATE ${or} t SET v = ${c}`),
    // Only of an INTEGER PRIMARY KEY: another table's rowid is nobody's to set.
    fc
      .tuple(clause, key, key)
      .map(([or, a, b]) =>
        shape.includes('INTEGER PRIMARY KEY')
          ? `UPDATE ${or} t SET rowid = ${a} WHERE oid = ${b}`
          : `DELETE FROM t WHERE u = CAST(${a} AS TEXT)`,
      ),
    fc
      .tuple(clause, u, k, k)
      .map(([or, a, b, c]) => `UPDATE ${or} t SET u = ${a}, k = ${b} WHERE k = ${c}`),
    k.map((a) => `DELETE FROM t WHERE k = ${a}`),
    fc.constantFrom('DELETE FROM t', 'VACUUM', 'BEGIN', 'COMMIT', 'ROLLBACK'),
    fc.constantFrom('SAVEPOINT s', 'ROLLBACK TO s', 'RELEASE s'),
    fc.constantFrom(GATHER, SLICE),
    fc.constant(SLICE),
    fc.constantFrom('PRAGMA recursive_triggers = ON', 'PRAGMA recursive_triggers = OFF'),
  );
}

function content(made: TemporaryStore): Map<string, string> {
  const { store } = made;
  const table = store.schema.tables[0];
  if (!table) throw new Error('no table');
  const columns = table.columns.map(({ name }) => `quote("${name}")`).join(` || '|' || `);
  return new Map(
    store.db
      .all<{ k: string; row: string }>(
        `SELECT ${keyOf(made, 'quote')} AS k, ${columns} AS row FROM t`,
      )
      .map(({ k, row }) => [k, row]),
  );
}

function keyOf(made: TemporaryStore, quote: string): string {
  const names = made.store.schema.tables[0]?.primaryKey ?? [];
  return names.map((name) => `${quote}("${name}")`).join(` || ',' || `);
}

/** `1 update` for each key that differs between the two. */
function differences(start: Map<string, string>, now: Map<string, string>): string[] {
  const keys = [...new Set([...start.keys(), ...now.keys()])];
  return keys
    .filter((k) => start.get(k) !== now.get(k))
    .map((k) => `${k} ${!start.has(k) ? 'insert' : now.has(k) ? 'update' : 'delete'}`)
    .sort();
}

function backwards(made: TemporaryStore, start: Map<string, string>): Map<string, string> {
  const { store } = made;
  store.gather();
  const rows = content(made);
  const expected = differences(start, rows);
  const columns = store.schema.tables[0]?.columns ?? [];
  const image = columns.map(({ name }) => `quote(b."${name}")`).join(` || '|' || `);
  const names = store.schema.tables[0]?.primaryKey ?? [];
  const composite = names.length > 1;
  const basePk = composite ? keyOf(made, 'quote') : `"${names[0] ?? ''}"`;
  const bases = new Map(
    store.db
      .all<{ k: string; row: string }>(
        `SELECT ${composite ? '' : 'quote'}(${basePk}) AS k, ${image} AS row FROM _sync_base_t AS b`,
      )
      .map(({ k, row }) => [k, row]),
  );
  const dirty = store.db.all<{ k: string; op: string }>(
    `SELECT ${composite ? 'pk' : 'quote(pk)'} AS k, op FROM _sync_dirty`,
  );
  expect(dirty.map(({ k, op }) => `${k} ${op}`).sort()).toEqual(expected);
  for (const { k, op } of dirty) {
    const base = bases.get(k);
    expect(rows.has(k), `${op} ${k}`).toBe(op !== 'delete');
    expect(base !== undefined, `${op} ${k}`).toBe(op !== 'insert');
    if (base === undefined) rows.delete(k);
    else rows.set(k, base);
    bases.delete(k);
  }
  expect([...bases.keys()], 'bases without a dirty row').toEqual([]);
  return rows;
}

const cases = Object.keys(shapes).flatMap((shape) => [
  { shape, whose: 'another application', isForeign: true },
  { shape, whose: 'our own', isForeign: false },
]);

test.each(cases)('[TRK-1] [TRK-3] tracks any statements exactly: $shape, $whose', (given) => {
  const ddl = shapes[given.shape] ?? '';
  const made = temporaryStore(ddl, given.isForeign);
  const run = (sql: string): void => {
    // Another program's open transaction keeps Satchel waiting.
    if (sql === GATHER && !made.other.inTransaction) made.store.gather();
    if (sql === SLICE && !made.other.inTransaction) gatherSlice(made.store.db, 1);
    try {
      made.other.exec(sql);
    } catch (error) {
      // Refused by the table's own constraints, or a COMMIT without a BEGIN. Never by a trigger.
      expect(String(error)).not.toMatch(/_sync_/);
    }
  };
  fc.assert(
    fc.property(
      fc.array(statements(ddl), { maxLength: 6 }),
      fc.array(statements(ddl), { minLength: 1, maxLength: 12 }),
      (before, after) => {
        made.other.exec('PRAGMA recursive_triggers = OFF; DELETE FROM t');
        before.forEach(run);
        if (made.other.inTransaction) made.other.exec('COMMIT');
        made.settle();
        const start = content(made);
        after.forEach(run);
        if (made.other.inTransaction) made.other.exec('COMMIT');
        expect(Object.fromEntries(backwards(made, start))).toEqual(Object.fromEntries(start));
      },
    ),
    { numRuns: 100 },
  );
});
