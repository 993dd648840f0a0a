import { expect, test } from 'vitest';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import { findColumn, getTable, primaryKeyIndexes } from '../../../shared/records/manifest.ts';

test('parents come before their children', () => {
  const seen = new Set<string>();
  for (const { name, columns } of clinicSchema.tables) {
    for (const { references } of columns)
      if (references) expect([...seen]).toContain(references.table);
    seen.add(name);
  }
});

test('a schema whose child comes first is refused', () => {
  const names = { label: 'x', singular: 'x', title: ['id'] };
  const child = table('child', names, [column('parent_id', 'text', { references: 'parent' })]);
  const parent = table('parent', names, []);
  expect(() => schema('wrong', 1, [child, parent])).toThrow(RangeError);
});

test.each(clinicSchema.tables.map((described) => [described.name, described] as const))(
  '%s: every column named for lists, search, titles, merging and references exists',
  (_name, described) => {
    const named = [
      ...described.listColumns,
      ...described.searchColumns,
      ...described.titleColumns,
      ...described.primaryKey,
      ...described.mergeGroups.flat(),
    ];
    for (const name of named) expect(findColumn(described, name), name).toBeDefined();
    for (const { references } of described.columns) {
      if (!references) continue;
      expect(findColumn(getTable(clinicSchema, references.table), references.column)).toBeDefined();
    }
    expect(primaryKeyIndexes(described)).not.toContain(-1);
  },
);

test('column names are unique within a table, and table names within the schema', () => {
  const names = clinicSchema.tables.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { columns } of clinicSchema.tables) {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  }
});
