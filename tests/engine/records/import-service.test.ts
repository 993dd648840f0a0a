import { expect, test } from 'vitest';
import { createImportService } from '../../../engine/records/import-service.ts';
import { createRecordService } from '../../../engine/records/record-service.ts';
import { temporaryStore } from '../store/temporary-store.ts';

function desk() {
  const made = temporaryStore();
  const { store } = made;
  store.setActor('ann');
  const now = (): number => Date.now();
  const changes: string[] = [];
  const records = createRecordService({ store, changed: () => undefined, now });
  const changed = (tables: readonly string[]): void => {
    changes.push(...tables);
  };
  const imports = createImportService({ store, now, records, changed });
  return { made, store, records, imports, changes };
}

const rows = [
  { name: 'Gauze', quantity: 4 },
  { name: 'Gauze', quantity: 5 },
  { name: 'Tape', quantity: 'many' },
  { name: 'Syringe', quantity: 1 },
];

test('a dry run names what is wrong with each row and leaves nothing behind', () => {
  const { imports, records, made, changes } = desk();
  const { problems } = imports.check({ table: 'stock_items', rows });
  expect(problems.map((problem) => problem?.code ?? null)).toEqual([
    null,
    'RECORD_EXISTS',
    'VALUE_INVALID',
    null,
  ]);
  expect(problems[1]?.details['column']).toBe('name');
  expect(records.list({ table: 'stock_items' }).total).toBe(0);
  expect(made.marks()).toEqual([]);
  expect(imports.list({})).toEqual([]);
  expect(changes).toEqual([]);
});

test('adds what can be added, under the name of who did it, and goes on with an earlier part', () => {
  const { imports, records, changes } = desk();
  const first = imports.add({ table: 'stock_items', rows, source: 'stock.csv', import: null });
  expect(first.problems.filter((problem) => problem === null)).toHaveLength(2);
  const second = imports.add({
    table: 'stock_items',
    rows: [{ name: 'Swab', quantity: 2 }],
    source: 'stock.csv',
    import: first.import,
  });
  expect(second.import).toBe(first.import);
  expect(imports.list({ table: 'stock_items' })).toMatchObject([
    { source: 'stock.csv', by: 'ann', rows: 3, undoneAt: null },
  ]);
  expect(records.list({ table: 'stock_items' }).records.map(({ updatedBy }) => updatedBy)).toEqual([
    'ann',
    'ann',
    'ann',
  ]);
  expect(changes).toEqual(['stock_items', 'stock_items']);
  expect(() =>
    imports.add({ table: 'owners', rows: [{ full_name: 'x' }], source: 's', import: first.import }),
  ).toThrow(expect.objectContaining({ code: 'IMPORT_NOT_FOUND' }));
});

test('is taken back whole, part by part, but for what somebody changed or came to need', () => {
  const { imports, records } = desk();
  const { import: id } = imports.add({
    table: 'owners',
    rows: ['Ann', 'Bea', 'Cid', 'Dan', 'Eve'].map((full_name) => ({ full_name })),
    source: 'owners.csv',
    import: null,
  });
  const byName = (name: string): string =>
    records.list({ table: 'owners', where: { full_name: name } }).records[0]?.key ?? '';
  records.set('owners', byName('Bea'), { phone: '1' });
  records.add('patients', { owner_id: byName('Cid'), name: 'Rex', species: 'dog' });
  const parts = [imports.undo({ id, limit: 2 }), imports.undo({ id, limit: 2 })];
  const last = imports.undo({ id, limit: 2 });
  expect(last.left).toBe(0);
  expect([...parts, last].reduce((sum, { removed }) => sum + removed, 0)).toBe(3);
  expect(
    records
      .list({ table: 'owners' })
      .records.map(({ title }) => title)
      .toSorted(),
  ).toEqual(['Bea', 'Cid']);
  expect(imports.list({})[0]).toMatchObject({ rows: 0, undoneAt: expect.any(String) as string });
  expect(() => imports.undo({ id: 99, limit: 1 })).toThrow(
    expect.objectContaining({ code: 'IMPORT_NOT_FOUND' }),
  );
});
