import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAssignments, parseExactJson } from '../../../cli/input/typed-values.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { column } from '../../../shared/records/define.ts';

const table: TableDescription = {
  name: 'things',
  label: 'Things',
  singular: 'Thing',
  primaryKey: ['id'],
  columns: [
    column('name', 'text', { nullable: false }),
    column('notes', 'text'),
    column('kind', 'text', { values: ['new', 'old'] }),
    column('quantity', 'integer'),
    column('weight', 'real'),
    column('price', 'decimal'),
    column('active', 'boolean'),
    column('day', 'date'),
    column('at', 'timestamp'),
    column('extra', 'json'),
    column('photo', 'blob'),
  ],
  listColumns: [],
  searchColumns: [],
  findColumns: [],
  titleColumns: [],
};

const parse = (...assignments: string[]) => parseAssignments(table, assignments);
function problemOf(...assignments: string[]): string {
  try {
    parse(...assignments);
    return 'none';
  } catch (error) {
    return errorFromClient(error).message;
  }
}

describe('values typed at the command line', () => {
  test.each([
    ['name=Rex', { name: 'Rex' }],
    ['notes=', { notes: '' }],
    ['notes:=null', { notes: null }],
    ['notes=a=b:=c', { notes: 'a=b:=c' }],
    ['notes= two\nlines ', { notes: ' two\nlines ' }],
    ['quantity=12', { quantity: 12 }],
    ['quantity=', { quantity: null }],
    ['quantity=9007199254740993', { quantity: '9007199254740993' }],
    ['quantity:=9007199254740993', { quantity: '9007199254740993' }],
    ['quantity=-9223372036854775808', { quantity: '-9223372036854775808' }],
    ['weight=4.5', { weight: 4.5 }],
    ['weight=1e3', { weight: 1000 }],
    ['price=12.50', { price: '12.5' }],
    ['price=100', { price: '100' }],
    ['price=12.00', { price: '12' }],
    ['active=yes', { active: true }],
    ['active:=false', { active: false }],
    ['day=2026-02-28', { day: '2026-02-28' }],
    ['at=2026-03-02T10:00+01:00', { at: '2026-03-02T09:00:00.000Z' }],
    ['at=2026-03-02T09:00:00.123456Z', { at: '2026-03-02T09:00:00.123456Z' }],
    ['extra={"a": 1}', { extra: '{"a":1}' }],
    ['photo=AAE=', { photo: 'AAE=' }],
  ])('%s', (assignment, values) => {
    expect(parse(assignment)).toEqual(values);
  });

  test.each([
    ['name:=null', 'a value is required'],
    ['nmae=x', 'Did you mean "name"?'],
    ['kind=middle', 'one of new, old'],
    ['quantity=1.5', 'whole number'],
    ['quantity=-0', 'whole number'],
    ['quantity=9223372036854775808', 'outside of the range'],
    ['weight=-0', 'must not be -0'],
    ['weight=NaN', 'a number'],
    ['weight=Infinity', 'a number'],
    ['weight=1e999', 'finite'],
    ['price=1,5', 'decimal'],
    ['active=perhaps', 'true or false'],
    ['day=2026-02-30', 'date'],
    ['at=2026-03-02', 'UTC time'],
    ['extra={', 'JSON'],
    ['photo=%%', 'base64'],
    ['name=a\0b', 'NUL'],
    ['name=\ud800', 'half of a character'],
    ['notes:={', 'not JSON'],
    ['justtext', 'COLUMN=VALUE'],
  ])('[VAL-1] refuses %j and says why, without the value', (assignment, why) => {
    const problem = problemOf(assignment);
    expect(problem).toContain(why);
  });

  test('[VAL-1] JSON keeps every digit of a whole number', () => {
    expect(parseExactJson('{"a":9007199254740993,"b":1.5,"c":[7]}')).toEqual({
      a: '9007199254740993',
      b: 1.5,
      c: [7],
    });
  });

  test('a blob may come from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'satchel-blob-'));
    await writeFile(join(folder, 'photo'), new Uint8Array([0, 1]));
    expect(parse(`photo=@${join(folder, 'photo')}`)).toEqual({ photo: 'AAE=' });
    await rm(folder, { recursive: true });
    expect(problemOf(`photo=@${join(folder, 'photo')}`)).toContain('cannot be read');
  });
});
