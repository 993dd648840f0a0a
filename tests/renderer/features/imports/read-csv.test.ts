import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../../renderer/features/imports/read-csv.ts';
import { guessMapping, readRows } from '../../../../renderer/features/imports/read-row.ts';
import { ReferenceNames } from '../../../../renderer/features/imports/reference-names.ts';
import { toCsv } from '../../../../renderer/features/records/csv.ts';
import { formColumns } from '../../../../renderer/features/records/form-state.ts';
import type { TableDescription } from '../../../../shared/api/records.ts';
import { clinicSchema } from '../../../../shared/records/clinic.ts';

const tables = clinicSchema.tables as unknown as TableDescription[];
const tableOf = (name: string): TableDescription => {
  const found = tables.find((table) => table.name === name);
  if (!found) throw new Error(name);
  return found;
};

const owners = new ReferenceNames('Owner');
owners.add('o1', 'Ada Brandt');
owners.add('o2', 'Bea Baker');
owners.add('o3', 'bea  baker');

function read(table: string, text: string) {
  const reading = readCsv('list.csv', text);
  if (!('file' in reading)) throw new Error(reading.problem);
  const description = tableOf(table);
  const columns = formColumns(description, true);
  const mapping = guessMapping(reading.file, columns);
  return {
    mapping,
    rows: readRows({
      ...{ table: description, columns, mapping, file: reading.file },
      references: new Map([['owners', owners]]),
    }),
  };
}

describe('a CSV file', () => {
  it.each([',', ';', '\t'])(
    'with %j between its cells, quotes within quotes and a mark before it',
    (sign) => {
      const line = (...cells: string[]): string => cells.join(sign);
      const text = `\uFEFF${line('Full name', 'Notes')}\r\n${line('"Brandt, ""Ada"""', '"two\nlines"')}\r\n\r\n`;
      const reading = readCsv('x.csv', text);
      expect('file' in reading && reading.file).toMatchObject({
        header: ['Full name', 'Notes'],
        rows: [['Brandt, "Ada"', 'two\nlines']],
      });
    },
  );

  it('that is empty, or torn, is refused with the row', () => {
    expect(readCsv('x.csv', 'Full name\n')).toEqual({ problem: 'empty' });
    expect(readCsv('x.csv', 'a,b\n1,"2\n3,4\n')).toMatchObject({ problem: 'unreadable' });
  });

  it('that Satchel wrote comes back as it was, the guard against formulas taken off', () => {
    const text = toCsv([
      ['Full name', 'Phone'],
      ['=HYPERLINK("x")', '+49 30 1'],
    ]);
    expect(read('owners', text).rows[0]?.values).toEqual({
      full_name: '=HYPERLINK("x")',
      phone: '+49 30 1',
    });
  });
});

describe('a row', () => {
  it('becomes a record by the manifest’s rules: choices by name, days either way, references by name', () => {
    const text = [
      'Name;Owner;Species;Birth date;Status',
      'Rex;ada  brandt;dog;20.11.2020;Deceased',
      'Max;Bea Baker;cat;2020-02-30;',
      'Tom;Nobody;cat;;active',
    ].join('\n');
    const { rows, mapping } = read('patients', text);
    expect(mapping).toEqual(['name', 'owner_id', 'species', 'birth_date', 'status']);
    expect(rows[0]).toEqual({
      number: 2,
      problem: undefined,
      values: {
        name: 'Rex',
        owner_id: 'o1',
        species: 'dog',
        birth_date: '2020-11-20',
        status: 'deceased',
      },
    });
    expect(rows[1]?.problem).toMatch(/More than one owner.*2026-11-20 or 20\.11\.2026/);
    expect(rows[2]?.problem).toMatch(/Owner: No owner is called this/);
  });

  it('reads a decimal comma only where cells are divided by semicolons, and never a thousand', () => {
    expect(read('treatments', 'Name;Price\nX-ray;12,50').rows[0]?.values['price']).toBe('12.5');
    expect(read('treatments', 'Name,Price\nX-ray,"12,50"').rows[0]?.problem).toMatch(/point/);
    expect(read('treatments', 'Name;Price\nX-ray;1.200,50').rows[0]?.problem).toBeDefined();
  });

  it('with a unique value of an earlier row is left out, and says so', () => {
    const { rows } = read('treatments', 'Name,Price\nX-ray,1\nX-ray,2');
    expect(rows.map(({ problem }) => problem)).toEqual([
      undefined,
      'Name: An earlier row of the file has the same name.',
    ]);
  });

  it('without what is needed is left out', () => {
    expect(read('owners', 'Full name,Phone\n,1').rows[0]?.problem).toBe(
      'Full name: This is needed.',
    );
  });
});
