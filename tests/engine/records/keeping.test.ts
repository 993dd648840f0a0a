import { describe, expect, test } from 'vitest';
import { createDeletedService } from '../../../engine/records/deleted-service.ts';
import { createDraftService } from '../../../engine/records/draft-service.ts';
import { createHistoryService, mergeHistory } from '../../../engine/records/history-service.ts';
import { createRecordService } from '../../../engine/records/record-service.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import { openAt, temporaryFolder, temporaryStore } from '../store/temporary-store.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });

function desk() {
  const { store } = temporaryStore();
  store.setActor('ann');
  const clock = { at: Date.now() };
  const now = (): number => clock.at;
  const records = createRecordService({ store, changed: () => undefined, now });
  return {
    store,
    clock,
    records,
    drafts: createDraftService(store, now),
    deleted: createDeletedService(store, records),
    history: createHistoryService({ store, now, server: () => undefined }),
  };
}

describe('drafts', () => {
  const draft = {
    id: 'd1',
    table: 'owners',
    key: null,
    inputs: { full_name: 'An', phone: '12,' },
    base: {},
  };

  test('what was typed is there again after the engine was killed, exactly as it was typed', () => {
    const path = `${temporaryFolder()}/clinic.db`;
    const store = openAt(path);
    store.setActor('ann');
    createDraftService(store, () => 1000).save(draft);
    // No close: another process finds what a killed one left.
    const again = openAt(path);
    again.setActor('ann');
    expect(createDraftService(again, () => 2000).list({})).toEqual([
      { ...draft, savedAt: new Date(1000).toISOString() },
    ]);
    again.close();
    store.close();
  });

  test('a draft is its author’s alone, and of its form', () => {
    const { store, drafts } = desk();
    drafts.save(draft);
    drafts.save({ ...draft, id: 'd2', key: 'o1', base: { full_name: 'Ann' } });
    expect(drafts.list({ table: 'owners', key: null }).map(({ id }) => id)).toEqual(['d1']);
    expect(drafts.list({ table: 'patients' })).toEqual([]);
    store.setActor('bea');
    expect(drafts.list({})).toEqual([]);
    expect(drafts.discard('d1')).toBe(false);
    store.setActor('ann');
    expect(drafts.discard('d1')).toBe(true);
    expect(drafts.list({}).map(({ id }) => id)).toEqual(['d2']);
  });

  test('saving again replaces it, and the oldest of very many go', () => {
    const { drafts, clock } = desk();
    for (let index = 0; index < 105; index++) {
      clock.at += 1;
      drafts.save({ ...draft, id: `d${String(index)}` });
    }
    clock.at += 1;
    drafts.save({ ...draft, id: 'd104', inputs: { full_name: 'Anna' } });
    const kept = drafts.list({});
    expect(kept).toHaveLength(100);
    expect(kept[0]).toMatchObject({ id: 'd104', inputs: { full_name: 'Anna' } });
    expect(kept.at(-1)?.id).toBe('d5');
  });
});

describe('deleted records', () => {
  test('one deleted here comes back with its key and every value', () => {
    const { records, deleted } = desk();
    const before = records.add('owners', { full_name: 'Ann Archer', phone: '555' });
    records.delete('owners', before.key);
    const [found] = deleted.list({ limit: 10 });
    expect(found).toMatchObject({
      table: 'owners',
      key: before.key,
      title: 'Ann Archer',
      deletedBy: 'ann',
      where: 'here',
    });
    const back = deleted.bringBack(found?.id ?? 0);
    expect(back).toMatchObject({ key: before.key, values: before.values });
    expect(deleted.list({ limit: 10 })).toEqual([]);
    expect(() => deleted.bringBack(found?.id ?? 0)).toThrow(code('DELETED_NOT_FOUND'));
  });

  test('is found by the words of its title, in its table', () => {
    const { records, deleted } = desk();
    for (const full_name of ['Ann Archer', 'Bea Baker'])
      records.delete('owners', records.add('owners', { full_name }).key);
    expect(deleted.list({ search: 'BEA', limit: 10 }).map(({ title }) => title)).toEqual([
      'Bea Baker',
    ]);
    expect(deleted.list({ table: 'patients', limit: 10 })).toEqual([]);
    expect(deleted.list({ limit: 1 })).toHaveLength(1);
  });

  test('what cannot come back says why, and stays', () => {
    const { records, deleted } = desk();
    const owner = records.add('owners', { full_name: 'Ann' });
    const rex = records.add('patients', { owner_id: owner.key, name: 'Rex', species: 'dog' });
    records.delete('patients', rex.key);
    records.delete('owners', owner.key);
    const [, patient] = deleted.list({ limit: 10 });
    expect(() => deleted.bringBack(patient?.id ?? 0)).toThrow(code('REFERENCE_MISSING'));
    expect(deleted.list({ limit: 10 })).toHaveLength(2);
  });

  test('one that another desk deleted comes back too', async () => {
    const { store, pull } = openTestDesk();
    const records = createRecordService({ store, changed: () => undefined, now: () => 5 });
    const deleted = createDeletedService(store, records);
    await pull(1, [{ table: 'keepers', row: ['k1', 'Ann', null, 'ann'] }]);
    await pull(2, [{ table: 'keepers', deleted: 'k1' }]);
    const [found] = deleted.list({ limit: 10 });
    expect(found).toMatchObject({ title: 'Ann', where: 'elsewhere', deletedBy: null });
    expect(deleted.bringBack(found?.id ?? 0)).toMatchObject({
      key: 'k1',
      values: { name: 'Ann', login: 'ann' },
      syncStatus: 'pending',
    });
  });

  test('one that came back from elsewhere is not offered', async () => {
    const { store, pull } = openTestDesk();
    const records = createRecordService({ store, changed: () => undefined, now: () => 5 });
    const deleted = createDeletedService(store, records);
    await pull(1, [{ table: 'keepers', row: ['k1', 'Ann', null, 'ann'] }]);
    await pull(2, [{ table: 'keepers', deleted: 'k1' }]);
    await pull(3, [{ table: 'keepers', row: ['k1', 'Ann', null, 'ann'] }]);
    expect(deleted.list({ limit: 10 })).toEqual([]);
  });
});

describe('the history of a record', () => {
  test('names who, when and which columns that hold something else, and no value', async () => {
    const { store, records, history, clock } = desk();
    const { key } = records.add('owners', { full_name: 'Ann Archer', phone: '555' });
    clock.at += 60_000;
    store.setActor('bea');
    records.set('owners', key, { full_name: 'Ann Archer', phone: '556' });
    const { entries, asOf, problem } = await history.get({ table: 'owners', key, ask: true });
    expect(entries).toMatchObject([
      { op: 'update', columns: ['phone'], by: 'bea', desk: 'desk', here: true, sent: false },
      { op: 'insert', columns: [], by: 'ann', here: true, sent: false },
    ]);
    expect([asOf, problem]).toEqual([null, null]);
    expect(JSON.stringify(entries)).not.toMatch(/Archer|55[56]/);
  });

  test('keeps what the server told, and says as of when, while it cannot be reached', async () => {
    const { store, records } = desk();
    const { key } = records.add('owners', { full_name: 'Ann' });
    const entry = {
      at: '2026-01-02T10:00:00.000Z',
      op: 'update' as const,
      columns: ['phone'],
      author: 'cid',
      device: 'other',
      deviceName: 'Surgery',
      from: '2026-01-02T09:00:00.000Z',
      to: '2026-01-02T09:30:00.000Z',
    };
    let down = false;
    const history = createHistoryService({
      store,
      now: () => Date.parse('2026-02-01T00:00:00.000Z'),
      server: () => ({
        history: () =>
          down
            ? Promise.reject(new SatchelError('SERVER_UNREACHABLE', { server: 's', detail: 'd' }))
            : Promise.resolve([entry]),
      }),
    });
    expect((await history.get({ table: 'owners', key, ask: false })).asOf).toBeNull();
    await history.get({ table: 'owners', key, ask: true });
    down = true;
    const told = await history.get({ table: 'owners', key, ask: true });
    expect(told.asOf).toBe('2026-02-01T00:00:00.000Z');
    expect(told.problem?.code).toBe('SERVER_UNREACHABLE');
    expect(told.entries).toContainEqual({
      at: entry.to,
      op: 'update',
      columns: ['phone'],
      by: 'cid',
      desk: 'Surgery',
      here: false,
      sent: true,
    });
  });

  test('shows an edit of this desk once, though the server tells it too', () => {
    const at = Date.parse('2026-01-02T10:00:00.000Z');
    const told = [
      {
        at: new Date(at + 9000).toISOString(),
        op: 'update' as const,
        columns: ['phone', 'email'],
        author: 'ann',
        device: 'mine',
        deviceName: 'Front desk',
        from: new Date(at + 5000).toISOString(),
        to: new Date(at + 5000).toISOString(),
      },
    ];
    const edit = { op: 'update' as const, actor: 'ann' };
    const edits = [
      { ...edit, columns: ['email'], at: at + 5000 },
      { ...edit, columns: ['phone'], at },
    ];
    const merged = mergeHistory({
      ...{ device: 'mine', deskName: 'Front desk', edits, told },
      unsent: undefined,
    });
    expect(merged.map(({ columns, sent }) => [columns, sent])).toEqual([
      [['email'], true],
      [['phone'], true],
    ]);
    expect(
      mergeHistory({
        ...{ device: 'mine', deskName: 'Front desk', edits: [], told },
        unsent: undefined,
      }),
    ).toHaveLength(1);
  });

  test('shows an edit once however long its note took, and what was noted by nobody beside it', () => {
    const at = (ms: number) => new Date(ms).toISOString();
    const entry = (from: number, column: string) => ({
      ...{ at: at(from + 50), from: at(from), to: at(from), op: 'update' as const },
      ...{ columns: [column], author: 'ann', device: 'mine', deviceName: 'Front desk' },
    });
    const note = (ms: number, column: string) => ({
      ...{ op: 'update' as const, actor: 'ann', columns: [column], at: ms },
    });
    // The first was noted 700 ms after it was made, the third is another program's, the last is not sent.
    const merged = mergeHistory({
      ...{ device: 'mine', deskName: 'Front desk' },
      edits: [note(9000, 'notes'), note(3000, 'email'), note(1700, 'phone')],
      told: [entry(1000, 'phone'), entry(3000, 'email'), entry(5000, 'address')],
      unsent: { op: 'update', actor: 'ann', first_at: 8999, last_at: 8999 },
    });
    expect(merged.map(({ columns, sent }) => [columns[0], sent])).toEqual([
      ['notes', false],
      ['address', true],
      ['email', true],
      ['phone', true],
    ]);
  });

  test('shows an unsent edit that another program made', () => {
    const unsent = { op: 'update' as const, actor: 'external', first_at: 1000, last_at: 2000 };
    const merged = mergeHistory({
      ...{ device: 'mine', deskName: 'Front desk', edits: [], told: [], unsent },
    });
    expect(merged).toMatchObject([{ by: 'external', here: true, sent: false }]);
  });

  test('refuses a table there is not', async () => {
    const { history } = desk();
    await expect(history.get({ table: 'x', key: '1', ask: false })).rejects.toThrow(
      code('TABLE_UNKNOWN'),
    );
    expect(clinicSchema.tables.length).toBeGreaterThan(0);
  });
});
