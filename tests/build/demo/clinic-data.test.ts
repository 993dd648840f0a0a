import { describe, expect, it } from 'vitest';
import { generateClinic, type Row } from '../../../build/demo/clinic-data.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { getTable } from '../../../shared/records/manifest.ts';
import { valueProblem } from '../../../shared/records/values.ts';

const options = { seed: 7, today: '2026-03-18', owners: 240 };
const { tables } = generateClinic(options);
const rowsOf = (name: string): readonly Row[] =>
  tables.find(([table]) => table === name)?.[1] ?? [];

describe('the demo clinic', () => {
  it('is the same for the same seed and day, and another for another seed', () => {
    expect(generateClinic(options)).toEqual({ tables });
    expect(generateClinic({ ...options, seed: 8 })).not.toEqual({ tables });
  });

  it('has a few hundred owners and patients, and fills every table of the schema', () => {
    expect(tables.map(([table]) => table)).toEqual(clinicSchema.tables.map(({ name }) => name));
    expect(rowsOf('owners').length).toBe(240);
    expect(rowsOf('patients').length).toBeGreaterThan(240);
    for (const [table, rows] of tables) expect(rows.length, table).toBeGreaterThan(5);
    expect(new Set(rowsOf('patients').map(({ species }) => species)).size).toBeGreaterThan(4);
  });

  it('[VAL-1] holds only canonical values, and gives every column of its table', () => {
    const problems: string[] = [];
    for (const [name, rows] of tables) {
      const { columns } = getTable(clinicSchema, name);
      for (const row of rows) {
        expect(Object.keys(row).sort()).toEqual(columns.map((column) => column.name).sort());
        for (const column of columns) {
          const problem = valueProblem(column, row[column.name]);
          if (problem) problems.push(`${name}.${column.name}: ${problem}`);
        }
      }
    }
    expect(problems).toEqual([]);
  });

  it('references only rows that come before', () => {
    const known = new Map<string, Set<unknown>>();
    for (const [name, rows] of tables) {
      known.set(name, new Set(rows.map(({ id }) => id)));
      for (const { name: column, references } of getTable(clinicSchema, name).columns) {
        if (!references) continue;
        const targets = known.get(references.table);
        for (const row of rows) {
          expect(row[column] === null || targets?.has(row[column]), `${name}.${column}`).toBe(true);
        }
      }
    }
  });

  it('repeats no value of a unique column, nor a key', () => {
    for (const [name, rows] of tables) {
      for (const column of getTable(clinicSchema, name).columns) {
        if (!column.unique && column.name !== 'id') continue;
        const values = rows.map((row) => row[column.name]).filter((value) => value !== null);
        expect(new Set(values).size, `${name}.${column.name}`).toBe(values.length);
      }
    }
  });

  it('has appointments before, on and after the given day', () => {
    const days = rowsOf('appointments').map(({ starts_at: at }) => String(at).slice(0, 10));
    expect(days.some((on) => on < options.today)).toBe(true);
    expect(days.filter((on) => on === options.today).length).toBeGreaterThan(5);
    expect(days.some((on) => on > options.today)).toBe(true);
  });
});
