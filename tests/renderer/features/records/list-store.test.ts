import { describe, expect, it } from 'vitest';
import { fittingColumns } from '../../../../renderer/features/records/list-columns.ts';
import { defaultSort, nextSort } from '../../../../renderer/features/records/list-store.ts';
import { rowForKey } from '../../../../renderer/features/records/row-keys.ts';
import type { TableDescription } from '../../../../shared/api/records.ts';
import { clinicSchema } from '../../../../shared/records/clinic.ts';
import { getTable } from '../../../../shared/records/manifest.ts';

const table = (name: string) => getTable(clinicSchema, name) as unknown as TableDescription;

describe('a list', () => {
  it('begins with the newest, or with the first by name, or unsorted where sorting would cost', () => {
    expect(defaultSort(table('visits'), 9e6)).toEqual({ column: 'visited_at', descending: true });
    expect(defaultSort(table('patients'), 300)).toEqual({ column: 'name', descending: false });
    expect(defaultSort(table('patients'), 1_000_000)).toBeUndefined();
    expect(defaultSort(table('visit_treatments'), 10)).toBeUndefined();
  });

  it('turns round when the same heading is chosen again', () => {
    const first = nextSort(undefined, 'name');
    expect(first).toEqual({ column: 'name', descending: false });
    expect(nextSort(first, 'name')).toEqual({ column: 'name', descending: true });
    expect(nextSort(first, 'species')).toEqual({ column: 'species', descending: false });
  });

  it('shows as many columns as fit, and always the first', () => {
    const names = (width: number) =>
      fittingColumns(table('patients'), width).map(({ name }) => name);
    expect(names(1200)).toHaveLength(6);
    expect(names(600)).toEqual(['name', 'species', 'breed']);
    expect(names(200)).toEqual(['name']);
  });

  it('stays inside the list whichever key is pressed', () => {
    const list = { total: 10, perPage: 4 };
    expect(['ArrowUp', 'PageUp', 'Home'].map((key) => rowForKey(key, 0, list))).toEqual([0, 0, 0]);
    expect(['ArrowDown', 'PageDown', 'End'].map((key) => rowForKey(key, 8, list))).toEqual([
      9, 9, 9,
    ]);
    expect(rowForKey('a', 3, list)).toBeUndefined();
  });
});
