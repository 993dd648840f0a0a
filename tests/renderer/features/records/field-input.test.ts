import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromInput, toInput } from '../../../../renderer/features/records/field-input.ts';
import type { ColumnDescription } from '../../../../renderer/text/display-value.ts';
import { valueProblem, type WireValue } from '../../../../shared/records/values.ts';

const column = (
  type: ColumnDescription['type'],
  more: Partial<ColumnDescription> = {},
): ColumnDescription => ({
  name: 'field',
  label: 'Field',
  type,
  nullable: true,
  unique: false,
  sensitive: false,
  multiline: false,
  ...more,
});

describe('what is typed becomes the canonical value', () => {
  it.each<[ColumnDescription['type'], string, WireValue]>([
    ['decimal', '12.50', '12.5'],
    ['decimal', '+1', '1'],
    ['decimal', '.5', '0.5'],
    ['decimal', '5.', '5'],
    ['decimal', '-0', '0'],
    ['decimal', '-0.0', '0'],
    ['decimal', '007.10', '7.1'],
    ['decimal', ' 3 ', '3'],
    ['integer', '+12', 12],
    ['integer', '-0', 0],
    ['integer', '9007199254740993', '9007199254740993'],
    ['real', '-0', 0],
    ['real', '4.20', 4.2],
    ['json', '{ "a": 1 }', '{"a":1}'],
    ['text', ' kept as typed ', ' kept as typed '],
    ['date', '2026-11-20', '2026-11-20'],
    ['text', '', null],
    ['decimal', '', null],
  ])('[VAL-1] %s %j', (type, typed, value) => {
    expect(fromInput(column(type), typed, undefined)).toEqual({ value });
  });

  it.each<[ColumnDescription['type'], string]>([
    ['decimal', '1,500'],
    ['decimal', '1e3'],
    ['decimal', '.'],
    ['real', '4,2'],
    ['real', '1e999'],
    ['integer', '1.5'],
    ['integer', '99999999999999999999'],
    ['date', '2026-02-30'],
    ['json', '{'],
    ['text', 'a\u0000b'],
    ['text', 'half \ud83d'],
  ])('refuses %s %j in words', (type, typed) => {
    const reading = fromInput(column(type), typed, undefined);
    expect(reading).toHaveProperty('problem', expect.stringMatching(/\.$/));
  });

  it('asks for what is needed, blank text included', () => {
    const needed = column('text', { nullable: false });
    expect(fromInput(needed, '', undefined)).toEqual({ problem: 'This is needed.' });
    expect(fromInput(needed, '   ', undefined)).toEqual({ problem: 'This is needed.' });
  });

  it('offers only listed values', () => {
    const listed = column('text', { values: ['active', 'inactive'] });
    expect(fromInput(listed, 'active', undefined)).toEqual({ value: 'active' });
    expect(fromInput(listed, 'gone', undefined)).toHaveProperty('problem');
  });
});

describe('a field that nobody touched', () => {
  it('[VAL-1] keeps the milliseconds that the form does not show', () => {
    const stored = '2026-11-20T10:42:07.123456Z';
    const field = column('timestamp');
    expect(fromInput(field, toInput(field, stored), stored)).toEqual({ value: stored });
  });

  it('[VAL-1] keeps an empty text apart from no text', () => {
    const field = column('text');
    expect(fromInput(field, toInput(field, ''), '')).toEqual({ value: '' });
    expect(fromInput(field, toInput(field, null), null)).toEqual({ value: null });
  });

  it('[VAL-1] keeps any text and any decimal as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const field = column('text');
        fc.pre(valueProblem(field, text) === undefined);
        expect(fromInput(field, toInput(field, text), text)).toEqual({ value: text });
      }),
    );
  });

  it('[VAL-1] reads every decimal a person can type into one that is canonical', () => {
    const digits = fc.stringMatching(/^[+-]?\d{1,20}(\.\d{0,20})?$/);
    fc.assert(
      fc.property(digits, (typed) => {
        const field = column('decimal');
        const reading = fromInput(field, typed, undefined);
        expect(reading).toHaveProperty('value');
        expect(valueProblem(field, (reading as { value: WireValue }).value)).toBeUndefined();
      }),
    );
  });
});
