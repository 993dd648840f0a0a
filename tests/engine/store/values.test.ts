import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SqlValue } from '../../../engine/store/database.ts';
import { fromSql, TableCodec, toSql } from '../../../engine/store/values.ts';
import { column, table } from '../../../shared/records/define.ts';
import type { WireType } from '../../../shared/records/manifest.ts';
import { typeProblem, type WireValue } from '../../../shared/records/values.ts';
import { temporaryStore } from './temporary-store.ts';

const day = fc
  .date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T00:00:00.000Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());
const real = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => !Object.is(value, -0));

const wireValues: Readonly<Record<WireType, fc.Arbitrary<WireValue>>> = {
  text: fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0')),
  integer: fc.oneof(
    fc.maxSafeInteger(),
    fc.constantFrom('9007199254740993', '-9223372036854775808', '9223372036854775807'),
  ),
  real,
  decimal: fc.constantFrom('0', '-12.5', '123456789012345678901234567890.5', '0.001'),
  boolean: fc.boolean(),
  date: day.map((text) => text.slice(0, 10)),
  timestamp: fc.oneof(
    day,
    day.map((text) => text.replace('Z', '001Z')),
  ),
  json: fc.json().map((text) => JSON.stringify(JSON.parse(text))),
  blob: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
};
const types = Object.keys(wireValues) as WireType[];
const wide = table(
  'wide',
  { label: 'Wide', singular: 'Wide', title: ['id'] },
  types.map((type) => column(`c_${type}`, type)),
);

describe('[VAL-1] a value goes into SQLite and comes back the same', () => {
  test.each(types)('%s, through a column of its type and through an untyped one', (type) => {
    const made = temporaryStore(
      `CREATE TABLE v (id INTEGER PRIMARY KEY, typed ${sqliteType(type)}, untyped) `,
    );
    const { db } = made.store;
    fc.assert(
      fc.property(fc.option(wireValues[type]), (value) => {
        db.exec('DELETE FROM v');
        db.run('INSERT INTO v VALUES (1, ?, ?)', toSql(type, value), toSql(type, value));
        const [typed, untyped] = db.rawGet('SELECT typed, untyped FROM v') ?? [];
        expect(fromSql(type, typed as SqlValue)).toStrictEqual(value);
        expect(fromSql(type, untyped as SqlValue)).toStrictEqual(value);
      }),
      { numRuns: 60 },
    );
  });

  test('a whole row of every type, with 10 MB of text and NULL apart from empty', () => {
    const made = temporaryStore(
      `CREATE TABLE wide (id TEXT PRIMARY KEY NOT NULL, ${types
        .map((type) => `c_${type} ${sqliteType(type)}`)
        .join(', ')})`,
    );
    const codec = new TableCodec(wide);
    const rows: WireValue[][] = [
      [
        'big',
        'é'.repeat(5_000_000),
        '9007199254740993',
        0.1,
        '12.5',
        true,
        '2024-02-29',
        '2024-02-29T00:00:00.000Z',
        '{}',
        'AP8=',
      ],
      ['empty', '', 0, 0, '0', false, '0001-01-01', '0001-01-01T00:00:00.000Z', '""', ''],
      ['null', ...types.map(() => null)],
    ];
    for (const row of rows) {
      made.store.db.run(
        `INSERT INTO wide VALUES (${row.map(() => '?').join(', ')})`,
        ...codec.toSqlRow(row),
      );
    }
    const stored = made.store.db.rawAll('SELECT * FROM wide ORDER BY id');
    expect(stored.map((row) => codec.fromSqlRow(row))).toStrictEqual(rows);
  });
});

describe('[VAL-1] what has no canonical form is refused and named, never altered', () => {
  test.each([
    ['text', 'a\0b'],
    ['text', '\uD800'],
    ['integer', -0],
    ['integer', 2 ** 53],
    ['real', Number.NaN],
    ['real', Number.POSITIVE_INFINITY],
    ['real', -0],
    ['decimal', '12.50'],
    ['boolean', 1],
    ['date', '2023-02-29'],
    ['json', '{ }'],
    ['blob', 'AP8'],
  ] as const)('going in: %s %j', (type, value) => {
    expect(typeProblem(type, value)).toBeDefined();
    expect(() => toSql(type, value)).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });

  test.each([
    ['integer', 1.5],
    ['integer', '12'],
    ['boolean', 2n],
    ['real', Number.POSITIVE_INFINITY],
    ['real', 2n ** 60n],
    ['text', 5n],
    ['text', Buffer.from('x')],
    ['text', 'a\0b'],
    ['decimal', '1.0'],
    ['date', '2024-02-30'],
    ['timestamp', '2024-02-29 00:00:00'],
    ['json', '{"a": 1}'],
    ['blob', 'text'],
  ] as const)('coming out: %s', (type, value) => {
    expect(() => fromSql(type, value)).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });

  test('the error names table, column and problem, and never the value', () => {
    const codec = new TableCodec(wide);
    const row: WireValue[] = ['id', 'secret\0name', ...types.slice(1).map(() => null)];
    expect(() => codec.toSqlRow(row)).toThrow(
      expect.objectContaining({
        code: 'VALUE_INVALID',
        details: { table: 'wide', column: 'c_text', problem: 'nul-character (text)' },
      }),
    );
  });

  test('text that is not UTF-8 is refused where its bytes can be asked for; a real U+FFFD is not', () => {
    const made = temporaryStore(`CREATE TABLE n (id TEXT PRIMARY KEY NOT NULL, c)`);
    const codec = new TableCodec(
      table('n', { label: 'n', singular: 'n', title: ['id'] }, [column('c', 'text')]),
    );
    made.other.exec(
      `INSERT INTO n VALUES ('bad', CAST(x'61ff' AS TEXT)), ('good', CAST(x'61efbfbd' AS TEXT))`,
    );
    const read = (id: string) => {
      const row = made.store.db.rawGet('SELECT id, c FROM n WHERE id = ?', id) ?? [];
      return codec.fromSqlRow(row, (index) => {
        const name = codec.table.columns[index]?.name ?? '';
        const [bytes] =
          made.store.db.rawGet(`SELECT CAST(${name} AS BLOB) FROM n WHERE id = ?`, id) ?? [];
        return bytes as Uint8Array;
      });
    };
    expect(() => read('bad')).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    expect(read('good')).toEqual(['good', 'a\uFFFD']);
  });
});

function sqliteType(type: WireType): string {
  const declared: Partial<Record<WireType, string>> = {
    integer: 'INTEGER',
    boolean: 'INTEGER',
    real: 'REAL',
    blob: 'BLOB',
  };
  return declared[type] ?? 'TEXT';
}
