import { describe, expect, it } from 'vitest';
import { type Commit, formatCommit } from '../../shared/protocol/commit.ts';
import { batchAnswerSchema } from '../../shared/protocol/upload.ts';
import { startTestServer } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

const owner = (id: string, name: string): (string | null)[] => [id, name, null, null, null, null];
const patient = (id: string, ownerId: string | null, chip: string | null = null) => [
  ...[id, ownerId, 'Rex', 'dog', null, null, null, chip, null, null, null],
];

async function desk(device = 'desk-1') {
  const server = await startTestServer();
  const { access } = await server.signIn('staff', device);
  return { server, client: new WireClient({ url: server.url, token: access, device }) };
}

describe('a batch', () => {
  it('[SYNC-2] sent again gets the same answer and is applied once', async () => {
    const { client } = await desk();
    const body = client.body([client.insert('owners', owner('o1', 'Ann'))]);
    const first = await (await client.send(body)).text();
    const again = await (await client.send(body)).text();
    expect(again).toBe(first);
    expect(JSON.parse(first)).toMatchObject({ status: 'done', commit: { version: 1 } });
    // PostgreSQL made this text, of which nothing was to be looked at.
    expect(first).toBe(JSON.stringify(batchAnswerSchema.parse(JSON.parse(first))));
    const { head, rows } = await client.pull();
    expect(head.version).toBe(1);
    expect(rows).toHaveLength(1);
  });

  it('[SYNC-2] with the same number and other content is MUTATION_ID_REUSED, never success', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    const other = client.body([client.insert('owners', owner('o2', 'Bob'))], { batch: 1 });
    const answer = await client.send(other);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'MUTATION_ID_REUSED', head: { version: 1 } });
    expect((await client.pull()).rows).toHaveLength(1);
  });

  it('[SYNC-2] waits for the one before it', async () => {
    const { client } = await desk();
    const second = client.body([client.insert('owners', owner('o2', 'Bob'))], { batch: 2 });
    expect(await (await client.send(second)).json()).toMatchObject({
      status: 'retry',
      commit: null,
    });
    await client.push([client.insert('owners', owner('o1', 'Ann'))], { batch: 1 });
    expect(await (await client.send(second)).json()).toMatchObject({ status: 'done' });
  });

  it('[SYNC-2] in flight behind another is applied after it, in one round', async () => {
    const { client } = await desk();
    const bodies = Array.from({ length: 6 }, (_, i) =>
      client.body([client.insert('owners', owner(`o${String(i)}`, 'Ann'))]),
    );
    const answers = await Promise.all(bodies.map(async (body) => (await client.send(body)).json()));
    expect(answers.map((answer) => answer.status)).toEqual(bodies.map(() => 'done'));
    expect(answers.map((answer) => answer.commit.version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('[SYNC-2] earlier than one the server knows is REWOUND', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o3', 'Ann'))], { batch: 3, previous: null });
    const late = client.body([client.insert('owners', owner('o1', 'Ann'))], {
      batch: 1,
      previous: null,
    });
    const answer = await client.send(late);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'SYNC_REWOUND' });
  });

  it('[SYNC-5] for one head is applied at that head alone, and leaves no trace otherwise', async () => {
    const { client } = await desk();
    const { commit } = await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    if (!commit) throw new RangeError('the owner was not applied');
    const sendFor = (body: Buffer, head: Commit) =>
      client.send(body, { 'if-match': `"${formatCommit(head)}"` });
    const fitting = client.body([client.insert('owners', owner('o2', 'Bob'))]);
    expect(await (await sendFor(fitting, commit)).json()).toMatchObject({
      status: 'done',
      commit: { version: 2 },
    });
    // Its answer may have been lost: it is the same batch, although the head has moved by it.
    expect(await (await sendFor(fitting, commit)).json()).toMatchObject({ commit: { version: 2 } });
    const late = client.body([client.insert('owners', owner('o3', 'Cleo'))]);
    // One that does not fit goes the longer way, and is judged there.
    const misfit = client.body([client.insert('owners', owner('o1', 'Ann'))], { batch: 3 });
    const { head } = await client.pull();
    for (const [body, at] of [
      [late, commit],
      [late, { ...head, nonce: '0' }],
      [misfit, commit],
    ] as const) {
      const refused = await sendFor(body, at);
      expect([refused.status, await refused.text()]).toEqual([412, '']);
    }
    expect((await client.pull()).head).toEqual(head);
    for (const tag of ['"0.-1.0"', formatCommit(head)])
      expect((await client.send(late, { 'if-match': tag })).status).toBe(400);
    expect(await (await sendFor(late, head)).json()).toMatchObject({ commit: { version: 3 } });
  });

  it('[SYNC-2] that was voided is never applied, and one that was applied is not voided', async () => {
    const { client } = await desk();
    const voidBatch = async (batch: number, hash?: string) => {
      const answer = await fetch(`${client.url}/api/database/void/`, {
        method: 'POST',
        headers: client.headers,
        body: JSON.stringify({ batch, hash }),
      });
      return answer.json();
    };
    const body = client.body([client.insert('owners', owner('o1', 'Ann'))]);
    expect(await voidBatch(1)).toMatchObject({ status: 'void', commit: null });
    expect(await (await client.send(body)).json()).toMatchObject({ status: 'void' });
    expect((await client.pull()).rows).toEqual([]);
    const done = await client.push([client.insert('owners', owner('o2', 'Bob'))]);
    expect(await voidBatch(2)).toEqual(done);
    expect(await voidBatch(2, 'of another body')).toMatchObject({ code: 'MUTATION_ID_REUSED' });
  });

  it('[SYNC-2] work known from another incarnation is applied once more only in name', async () => {
    const { client } = await desk();
    const insert = client.insert('owners', owner('o1', 'Ann'));
    await client.push([insert]);
    client.incarnation = 'restored';
    client.batch = 0;
    const same = await client.push([insert]);
    expect(same.exceptions).toEqual([]);
    expect(same.commit).toMatchObject({ version: 2 });
    const changed = [...insert];
    changed[7] = owner('o1', 'Someone else');
    const other = await client.push([changed]);
    expect(other.exceptions).toMatchObject([
      { status: 'stale', row: { version: 2, values: owner('o1', 'Ann') } },
    ]);
  });

  it('[SYNC-15] names the head before it', async () => {
    const { client } = await desk();
    const first = await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    const second = await client.push([client.insert('owners', owner('o2', 'Bob'))]);
    expect(first.previous).toEqual({ epoch: 0, version: 0, nonce: '' });
    expect(second.previous).toEqual(first.commit);
  });
});

describe('compare-and-set', () => {
  it('[SYNC-3] applies an update only to the version it was made on', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    const mine = client.update('owners', 'o1', { base: [0, 1], set: { phone: '1' } });
    const late = client.update('owners', 'o1', { base: [0, 1], set: { phone: '2' } });
    expect((await client.push([mine])).exceptions).toEqual([]);
    const answer = await client.push([late]);
    expect(answer.commit).toBeNull();
    expect(answer.exceptions).toEqual([
      {
        index: 0,
        status: 'stale',
        row: { epoch: 0, version: 2, values: ['o1', 'Ann', null, '1', null, null] },
      },
    ]);
    expect((await client.pull()).head.version).toBe(2);
  });

  it('[SYNC-3] never re-inserts a deleted row by an update, nor by an insert that knew nothing of it', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    await client.push([client.delete('owners', 'o1', [0, 1])]);
    const deleted = { status: 'stale', row: { epoch: 0, version: 2, values: null } };
    const answer = await client.push([
      client.update('owners', 'o1', { base: [0, 1], set: { phone: '1' } }),
    ]);
    expect(answer.exceptions).toMatchObject([deleted]);
    const blind = await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    expect(blind.exceptions).toMatchObject([deleted]);
    const knowing = await client.push([client.insert('owners', owner('o1', 'Ann'), [0, 2])]);
    expect(knowing.exceptions).toEqual([]);
    const { rows } = await client.pull();
    expect(rows).toEqual([[0, knowing.commit!.version, ...owner('o1', 'Ann')]]);
  });

  it('[SYNC-3] rejects a delete whose row has children, and allows both together', async () => {
    const { client } = await desk();
    await client.push([
      client.insert('owners', owner('o1', 'Ann')),
      client.insert('patients', patient('p1', 'o1')),
    ]);
    const alone = await client.push([client.delete('owners', 'o1', [0, 1])]);
    expect(alone.exceptions).toEqual([
      { index: 0, status: 'rejected', reason: 'dependants', table: 'patients' },
    ]);
    const both = await client.push([
      client.delete('owners', 'o1', [0, 1]),
      client.delete('patients', 'p1', [0, 1]),
    ]);
    expect(both.exceptions).toEqual([]);
  });
});

describe('one poison row', () => {
  it('[SYNC-4] never blocks the rest, and gets a reason', async () => {
    const { client } = await desk();
    await client.push([
      client.insert('owners', owner('o1', 'Ann')),
      client.insert('patients', patient('p1', 'o1', 'chip-1')),
    ]);
    const good = Array.from({ length: 40 }, (_, i) =>
      client.insert('patients', patient(`g${String(i)}`, 'o1', `new-${String(i)}`)),
    );
    const poison = [
      client.insert('patients', patient('b1', 'nobody')),
      client.insert('patients', patient('b2', 'o1', 'chip-1')),
      client.insert('patients', patient('b3', 'o1', 'new-3')),
      client.insert('owners', ['o9', null, null, null, null, null]),
      client.insert('owners', ['o8', 'A\0B', null, null, null, null]),
      ['i', 4, '0'.repeat(32), [0, 0], 0, 1, null, [...patient('b4', null).slice(0, 10), 'gone']],
    ];
    const answer = await client.push([...poison.slice(0, 3), ...good, ...poison.slice(3)]);
    const { exceptions } = answer;
    expect(exceptions).toContainEqual({
      index: 0,
      status: 'rejected',
      reason: 'missing-reference',
      columns: ['owner_id'],
      table: 'owners',
    });
    expect(exceptions).toContainEqual({
      index: 1,
      status: 'rejected',
      reason: 'unique',
      columns: ['microchip'],
      table: 'patients',
      holder: ['p1'],
    });
    expect(exceptions.slice(-3)).toMatchObject([
      { index: 43, reason: 'not-null', columns: ['full_name'] },
      { index: 44, reason: 'invalid-value', columns: ['full_name'] },
      { index: 45, reason: 'not-allowed-value', columns: ['status'] },
    ]);
    // Of two rows that want one unique value the first gets it.
    expect(exceptions).toHaveLength(6);
    expect((await client.pull()).rows).toHaveLength(2 + 40);
  });

  it('[SYNC-4] swaps unique values and moves children within one batch', async () => {
    const { client } = await desk();
    await client.push([
      client.insert('patients', patient('p1', null, 'a')),
      client.insert('patients', patient('p2', null, 'b')),
    ]);
    const answer = await client.push([
      client.update('patients', 'p1', { base: [0, 1], set: { microchip: 'b', owner_id: 'o1' } }),
      client.update('patients', 'p2', { base: [0, 1], set: { microchip: 'a' } }),
      client.insert('owners', owner('o1', 'Ann')),
    ]);
    expect(answer.exceptions).toEqual([]);
  });

  it('[SYNC-4] applies a group whole or not at all', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    const grouped = (mutation: unknown[], group: string) => mutation.with(6, group);
    const rejected = await client.push([
      grouped(client.insert('owners', owner('o2', 'Bob')), 'merge'),
      grouped(client.insert('patients', patient('p1', 'nobody')), 'merge'),
      client.insert('owners', owner('o3', 'Cid')),
    ]);
    expect(rejected.exceptions).toMatchObject([
      { index: 0, status: 'rejected', reason: 'group' },
      { index: 1, status: 'rejected', reason: 'missing-reference' },
    ]);
    const stale = await client.push([
      grouped(client.insert('owners', owner('o4', 'Dan')), 'merge'),
      grouped(client.update('owners', 'o1', { base: [0, 9], set: { phone: '1' } }), 'merge'),
    ]);
    expect(stale.exceptions).toMatchObject([
      { index: 0, status: 'retry' },
      { index: 1, status: 'stale' },
    ]);
    const { rows } = await client.pull();
    expect(rows.map((row) => row[2])).toEqual(['o1', 'o3']);
  });

  it('[SYNC-4] makes no commit when nothing was applied', async () => {
    const { client } = await desk();
    const answer = await client.push([client.insert('patients', patient('p1', 'nobody'))]);
    expect(answer).toMatchObject({ status: 'done', commit: null });
    expect((await client.pull()).head).toEqual({ epoch: 0, version: 0, nonce: '' });
  });

  it('refuses tables and columns it does not know, and keeps the rest', async () => {
    const { client } = await desk();
    const tables = [
      { name: 'owners', columns: ['full_name', 'id', 'shoe_size'] },
      { name: 'invoices', columns: ['id'] },
    ];
    const known = ['u', 0, '1'.repeat(32), [0, 1], 0, 1, null, ['o1'], [0], ['Anna']];
    await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    const answer = await client.push(
      [
        known,
        ['u', 0, '2'.repeat(32), [0, 1], 0, 1, null, ['o2'], [2], ['44']],
        ['i', 1, '3'.repeat(32), [0, 0], 0, 1, null, ['x']],
      ],
      { tables },
    );
    expect(answer.exceptions).toEqual([
      { index: 1, status: 'rejected', reason: 'unknown-column', columns: ['shoe_size'] },
      { index: 2, status: 'rejected', reason: 'unknown-table' },
    ]);
    expect((await client.pull()).rows).toEqual([[0, 2, ...owner('o1', 'Anna')]]);
  });
});

it('a viewer may not upload', async () => {
  const server = await startTestServer();
  const { access } = await server.signIn('viewer');
  const client = new WireClient({ url: server.url, token: access });
  const answer = await client.send(client.body([client.insert('owners', owner('o1', 'Ann'))]));
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN' });
});
