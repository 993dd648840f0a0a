import { describe, expect, it } from 'vitest';
import { column, schema, table } from '../../../shared/records/define.ts';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { openDesk, settleDesks } from '../../support/two-desks.ts';

const people = schema('people', 1, [
  table('people', { label: 'People', singular: 'Person', title: ['name'] }, [
    column('name', 'text', { nullable: false }),
    column('chief_id', 'text', { references: 'people' }),
  ]),
]);

async function twoDesksOfPeople() {
  const server = await startTestServer({ schema: people });
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  const open = () => openDesk(access, undefined, { schema: people });
  return { a: await open(), b: await open() };
}

describe('a table that references itself', () => {
  it('[SYNC-6] syncs chains, a record that names itself, and a ring of records', async () => {
    const { a, b } = await twoDesksOfPeople();
    await settleDesks([a, b]);
    const ann = a.records.add('people', { name: 'Ann' });
    const bob = a.records.add('people', { name: 'Bob', chief_id: ann.key });
    const cay = a.records.add('people', { name: 'Cay', chief_id: bob.key });
    a.records.set('people', ann.key, { chief_id: cay.key });
    a.records.add('people', { id: 'own', name: 'Own', chief_id: 'own' });
    await settleDesks([a, b]);
    expect(a.engine.services.quarantine.list()).toEqual([]);
    const chiefs = b.records.list({ table: 'people' }).records.map(({ values }) => values);
    expect(chiefs).toHaveLength(4);
    expect(chiefs.find(({ id }) => id === ann.key)?.chief_id).toBe(cay.key);
    expect(chiefs.find(({ id }) => id === 'own')?.chief_id).toBe('own');
  });

  it('[SYNC-4] sends a record again whose parent comes in a later batch, and sets none of them aside', async () => {
    const { a, b } = await twoDesksOfPeople();
    await settleDesks([a, b]);
    a.engine.services.settings.set('sync.batchSize', 2);
    for (const id of ['a1', 'a2', 'a3', 'a4', 'z']) a.records.add('people', { id, name: id });
    for (const id of ['a1', 'a2', 'a3', 'a4']) a.records.set('people', id, { chief_id: 'z' });
    const report = await a.sync();
    expect(report.error).toBeNull();
    expect(a.engine.services.quarantine.list()).toEqual([]);
    await settleDesks([a, b]);
    expect(b.records.list({ table: 'people' }).total).toBe(5);
  });

  it('[SYNC-6] sets a record aside in words whose parent was deleted elsewhere, until it names another', async () => {
    const { a, b } = await twoDesksOfPeople();
    const ann = a.records.add('people', { name: 'Ann' });
    const dee = a.records.add('people', { name: 'Dee' });
    await settleDesks([a, b]);
    b.records.delete('people', ann.key);
    const bob = a.records.add('people', { name: 'Bob', chief_id: ann.key });
    await settleDesks([b, a]);
    expect(a.engine.services.quarantine.list()).toMatchObject([
      { key: bob.key, reason: expect.stringContaining('no longer exists in people') as string },
    ]);
    a.engine.services.quarantine.edit(`people:${bob.key}`, { chief_id: dee.key });
    await settleDesks([a, b]);
    expect(a.engine.services.quarantine.list()).toEqual([]);
    expect(b.records.get('people', bob.key).values.chief_id).toBe(dee.key);
  });
});
