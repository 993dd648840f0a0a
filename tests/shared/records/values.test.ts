import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { column } from '../../../shared/records/define.ts';
import type { WireType } from '../../../shared/records/manifest.ts';
import { integerToWire, typeProblem, valueProblem } from '../../../shared/records/values.ts';

const accepted: readonly (readonly [WireType, unknown])[] = [
  ['text', ''],
  ['text', 'Zoë 🐈'],
  ['text', 'x'.repeat(10_000_000)],
  ['integer', 0],
  ['integer', -(2 ** 53) + 1],
  ['integer', '9007199254740993'],
  ['integer', '-9223372036854775808'],
  ['integer', '9223372036854775807'],
  ['real', 0.1],
  ['real', 5e-324],
  ['real', Number.MAX_VALUE],
  ['decimal', '0'],
  ['decimal', '-12.5'],
  ['decimal', '123456789012345678901234567890.000001'],
  ['boolean', true],
  ['boolean', false],
  ['date', '0001-01-01'],
  ['date', '2024-02-29'],
  ['timestamp', '2024-02-29T23:59:59.000Z'],
  ['timestamp', '2024-02-29T23:59:59.000001Z'],
  ['json', '{"a":[1,null,"x"]}'],
  ['json', 'null'],
  ['blob', ''],
  ['blob', 'AP8='],
];

const refused: readonly (readonly [WireType, unknown, string])[] = [
  ['text', 'a\0b', 'nul-character'],
  ['text', '\uD800', 'lone-surrogate'],
  ['text', 'x\uDC00y', 'lone-surrogate'],
  ['text', 7, 'wrong-type'],
  ['integer', 1.5, 'wrong-type'],
  ['integer', -0, 'negative-zero'],
  ['integer', Number.NaN, 'not-finite'],
  ['integer', Number.POSITIVE_INFINITY, 'not-finite'],
  ['integer', 2 ** 53, 'out-of-range'],
  ['integer', '7', 'not-canonical'],
  ['integer', '09007199254740993', 'not-canonical'],
  ['integer', '9223372036854775808', 'out-of-range'],
  ['real', -0, 'negative-zero'],
  ['real', Number.NaN, 'not-finite'],
  ['real', Number.NEGATIVE_INFINITY, 'not-finite'],
  ['real', '1', 'wrong-type'],
  ['decimal', '12.50', 'not-canonical'],
  ['decimal', '1e3', 'not-canonical'],
  ['decimal', '+1', 'not-canonical'],
  ['decimal', '-0', 'not-canonical'],
  ['decimal', '.5', 'not-canonical'],
  ['decimal', '01', 'not-canonical'],
  ['decimal', 1, 'wrong-type'],
  ['boolean', 1, 'wrong-type'],
  ['boolean', 'true', 'wrong-type'],
  ['date', '2023-02-29', 'not-canonical'],
  ['date', '0000-01-01', 'not-canonical'],
  ['date', '2024-1-1', 'not-canonical'],
  ['timestamp', '2024-02-29T23:59:59Z', 'not-canonical'],
  ['timestamp', '2024-02-29T23:59:59.000000Z', 'not-canonical'],
  ['timestamp', '2024-02-29T23:59:60.000Z', 'not-canonical'],
  ['timestamp', '2024-02-29T24:00:00.000Z', 'not-canonical'],
  ['timestamp', '2024-02-29T23:59:59.000+01:00', 'not-canonical'],
  ['json', '{ "a": 1 }', 'not-canonical'],
  ['json', '{"a":1,}', 'not-canonical'],
  ['blob', 'AP8', 'not-canonical'],
  ['blob', 'AP-_', 'not-canonical'],
];

describe('[VAL-1] canonical forms', () => {
  test.each(accepted.map(([type, value]) => [type, show(value), value] as const))(
    '%s accepts %s',
    (type, _shown, value) => {
      expect(typeProblem(type, value)).toBeUndefined();
    },
  );

  test.each(refused.map(([type, value, problem]) => [type, show(value), problem, value] as const))(
    '%s refuses %s: %s',
    (type, _shown, problem, value) => {
      expect(typeProblem(type, value)).toBe(problem);
    },
  );

  test('null is for the column to allow, and is not the empty text', () => {
    expect(valueProblem(column('c', 'text'), null)).toBeUndefined();
    expect(valueProblem(column('c', 'text', { nullable: false }), null)).toBe('null');
    expect(valueProblem(column('c', 'text', { nullable: false }), '')).toBeUndefined();
  });

  test('a column with a list of values takes no other', () => {
    const status = column('c', 'text', { values: ['open', 'shut'] });
    expect(valueProblem(status, 'open')).toBeUndefined();
    expect(valueProblem(status, 'Open')).toBe('not-allowed');
  });

  test('every 64-bit integer has one wire form, and gives itself back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const wire = integerToWire(value);
        expect(typeProblem('integer', wire)).toBeUndefined();
        expect(BigInt(wire)).toBe(value);
        expect(typeof wire === 'number').toBe(Number.isSafeInteger(Number(value)));
      }),
    );
  });

  test('every finite number but -0 survives JSON as a real', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        if (Object.is(value, -0)) return;
        expect(typeProblem('real', value)).toBeUndefined();
        expect(JSON.parse(JSON.stringify(value))).toBe(value);
      }),
    );
  });

  test('every well-formed text without NUL is accepted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(typeProblem('text', value)).toBe(value.includes('\0') ? 'nul-character' : undefined);
      }),
    );
  });

  test('bytes are accepted in the one base64 form that gives them back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const wire = Buffer.from(bytes).toString('base64');
        expect(typeProblem('blob', wire)).toBeUndefined();
        expect(new Uint8Array(Buffer.from(wire, 'base64'))).toEqual(bytes);
      }),
    );
  });
});

function show(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 20)}… (${String(text.length)})` : text;
}
