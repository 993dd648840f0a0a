import { describe, expect, it } from 'vitest';
import { settleBatch } from '../../../engine/sync/settle.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { doubtBases, findDirty, hasUnrepeatable } from '../../../engine/store/dirty.ts';
import { listQuarantine, quarantine } from '../../../engine/store/quarantine-store.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import type { TableManifest } from '../../../shared/records/manifest.ts';
import type { BatchAnswer } from '../../../shared/protocol/upload.ts';
import { openTestDesk, type RemoteLine, type TestDesk } from '../../support/test-desk.ts';

const named = { label: 'Records', singular: 'Record', title: ['what'] };

function numbered(manifest: TableManifest): TableManifest {
  const [, ...others] = manifest.columns;
  return { ...manifest, columns: [column('id', 'integer', { nullable: false }), ...others] };
}

/** As another application has it: numbers for keys, one of them within a key of two columns, and a reference to itself. */
const shop = schema('shop', 1, [
  numbered(
    table('invoices', named, [
      column('what', 'text'),
      column('code', 'text', { unique: true }),
      column('corrects', 'integer', { references: 'invoices' }),
    ]),
  ),
  table('payments', named, [
    column('invoice', 'integer', { references: 'invoices' }),
    column('what', 'text'),
  ]),
  {
    ...table('lines', named, [
      column('invoice', 'integer', { nullable: false, references: 'invoices' }),
      column('place', 'integer', { nullable: false }),
      column('what', 'text'),
    ]),
    primaryKey: ['invoice', 'place'],
  },
]);

const open = (): TestDesk => openTestDesk({ schema: shop });
const invoice = (id: number, what: string, code: string | null = null): RemoteLine => ({
  table: 'invoices',
  row: [id, what, code, null],
});
const payment = (id: string, of: number): RemoteLine => ({
  table: 'payments',
  row: [id, of, `payment ${id}`],
});
const add = (desk: TestDesk, id: number, what: string): void => {
  desk.store.db.run('INSERT INTO invoices VALUES (?, ?, NULL, NULL)', id, what);
};
const pay = (desk: TestDesk, id: string, of: number): void => {
  desk.store.db.run('INSERT INTO payments VALUES (?, ?, ?)', id, of, `payment ${id}`);
};
const invoices = (desk: TestDesk): Record<string, string> =>
  Object.fromEntries(
    desk.store.db
      .all<{ id: number; what: string }>('SELECT id, what FROM invoices ORDER BY id')
      .map(({ id, what }) => [id, what]),
  );
const paid = (desk: TestDesk): Record<string, string> =>
  Object.fromEntries(
    desk.store.db
      .all<{ id: string; what: string }>(
        'SELECT p.id, i.what FROM payments p JOIN invoices i ON i.id = p.invoice ORDER BY p.id',
      )
      .map(({ id, what }) => [id, what]),
  );
const dirty = (desk: TestDesk, name: string) =>
  desk.store.db.all(
    'SELECT pk, op, held FROM _sync_dirty WHERE tbl = ? ORDER BY pk',
    desk.store.tableId(name),
  );
const conflicts = (desk: TestDesk): number =>
  listConflicts(desk.store.db, { resolved: false }).length;

describe('[SYNC-6] two desks that gave the same number to two records', () => {
  it('keep both: the one that is not sent yet takes the next number free, and what names it goes with it', async () => {
    const desk = open();
    await desk.pull(1, [invoice(1, 'known')]);
    desk.store.db.run("INSERT INTO invoices VALUES (2, 'ours', NULL, 2)");
    add(desk, 3, 'ours too');
    pay(desk, 'a', 2);
    pay(desk, 'b', 1);
    desk.store.db.run("INSERT INTO lines VALUES ('l1', 2, 1, 'line of ours')");
    await desk.pull(2, [invoice(2, 'theirs'), invoice(4, 'theirs too'), payment('c', 2)]);

    expect(invoices(desk)).toEqual({
      ...{ 1: 'known', 2: 'theirs', 3: 'ours too', 4: 'theirs too', 5: 'ours' },
    });
    expect(paid(desk)).toEqual({ a: 'ours', b: 'known', c: 'theirs' });
    expect(desk.store.db.all('SELECT corrects FROM invoices WHERE id = 5')).toEqual([
      { corrects: 5 },
    ]);
    expect(desk.store.db.all('SELECT invoice, place, what FROM lines')).toEqual([
      { invoice: 5, place: 1, what: 'line of ours' },
    ]);
    expect(dirty(desk, 'invoices')).toEqual([
      { pk: 3, op: 'insert', held: null },
      { pk: 5, op: 'insert', held: null },
    ]);
    expect(dirty(desk, 'lines')).toMatchObject([{ pk: '5,1', op: 'insert' }]);
    expect(conflicts(desk)).toBe(0);
    expect(Object.fromEntries(desk.counts.renumbered)).toEqual({ invoices: 1 });
    expect(desk.freeze()?.revs).toHaveLength(5);
  });

  it('move aside once, however many come', async () => {
    const desk = open();
    for (let id = 1; id <= 3; id++) add(desk, id, `ours ${String(id)}`);
    await desk.pull(
      1,
      Array.from({ length: 20 }, (_, n) => invoice(n + 1, `theirs ${String(n + 1)}`)),
    );
    expect(invoices(desk)).toMatchObject({ 21: 'ours 1', 22: 'ours 2', 23: 'ours 3' });
    expect(Object.keys(invoices(desk))).toHaveLength(23);
  });

  it('are told so by the answer, where it shows only then; what was sent along is put right', async () => {
    const desk = open();
    add(desk, 1, 'ours');
    pay(desk, 'a', 1);
    const batch = desk.freeze();
    if (!batch) throw new RangeError('nothing was frozen');
    const values = [1, 'theirs', null, null];
    const answer: BatchAnswer = {
      kind: 'answer',
      batch: batch.batch,
      status: 'done',
      previous: { epoch: 0, version: 1, nonce: 'n1' },
      commit: { epoch: 0, version: 2, nonce: 'n2' },
      exceptions: [{ index: 0, status: 'stale', row: { epoch: 0, version: 1, values } }],
    };
    const { renumbered } = settleBatch(desk.store, desk.access, { answer, now: 1 });
    expect(Object.fromEntries(renumbered)).toEqual({ invoices: 1 });
    expect(invoices(desk)).toEqual({ 1: 'theirs', 2: 'ours' });
    expect(paid(desk)).toEqual({ a: 'ours' });
    expect(dirty(desk, 'payments')).toEqual([{ pk: 'a', op: 'update', held: null }]);
    expect(dirty(desk, 'invoices')).toEqual([{ pk: 2, op: 'insert', held: null }]);
  });

  it('are one where they are equal', async () => {
    const desk = open();
    add(desk, 1, 'the same');
    await desk.pull(1, [invoice(1, 'the same')]);
    expect(invoices(desk)).toEqual({ 1: 'the same' });
    expect(dirty(desk, 'invoices')).toEqual([]);
  });

  it('go to a person where the server’s may be this desk’s own, from before it was put back', async () => {
    const desk = open();
    add(desk, 1, 'ours');
    desk.store.gather();
    desk.store.db.transaction(() => {
      doubtBases(desk.store.db);
    });
    await desk.pull(1, [invoice(1, 'ours, sent before')]);
    expect(Object.keys(invoices(desk))).toEqual(['1']);
    expect(conflicts(desk)).toBe(1);
  });

  it('take no number of a deleted record, nor of one that waits outside its table', async () => {
    const desk = open();
    await desk.pull(1, [invoice(1, 'known'), invoice(7, 'gone')]);
    await desk.pull(2, [{ table: 'invoices', deleted: 7 }]);
    add(desk, 2, 'ours');
    await desk.pull(3, [invoice(2, 'theirs')]);
    expect(invoices(desk)).toEqual({ 1: 'known', 2: 'theirs', 8: 'ours' });
  });

  it('are judged anew where theirs was refused before', async () => {
    const desk = open();
    add(desk, 1, 'ours');
    desk.store.gather();
    const tbl = desk.store.tableId('invoices');
    const { rev = 0 } = findDirty(desk.store.db, tbl, 1) ?? {};
    desk.store.db.transaction(() => {
      desk.store.db.run("UPDATE _sync_dirty SET held = 'rejected'");
      quarantine(desk.store.db, {
        ...{ tbl, pk: 1, op: 'insert', reason: 'value', columns: [], detail: null, rev, at: 1 },
      });
    });
    await desk.pull(1, [invoice(1, 'theirs')]);
    expect(invoices(desk)).toEqual({ 1: 'theirs', 2: 'ours' });
    expect(listQuarantine(desk.store.db).map(({ pk }) => pk)).toEqual([2]);
  });

  it('ask first whether a copy of this desk has sent', () => {
    const desk = open();
    expect(hasUnrepeatable(desk.store)).toBe(false);
    desk.store.db.run("INSERT INTO payments VALUES ('a', NULL, 'payment')");
    desk.store.gather();
    expect(hasUnrepeatable(desk.store)).toBe(false);
    add(desk, 1, 'ours');
    desk.store.gather();
    expect(hasUnrepeatable(desk.store)).toBe(true);
  });

  it('leave a value that only one of the two can have to a person', async () => {
    const desk = open();
    desk.store.db.run("INSERT INTO invoices VALUES (1, 'ours', 'A-1', NULL)");
    await desk.pull(1, [invoice(1, 'theirs', 'A-1')]);
    expect(invoices(desk)).toEqual({ 1: 'theirs', 2: 'ours' });
    expect(listConflicts(desk.store.db, { resolved: false })).toMatchObject([
      { pk: 2, field: 'code', kind: 'unique', mine: 'A-1' },
    ]);
  });
});
