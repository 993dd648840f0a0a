import { describe, expect, it } from 'vitest';
import { formatCommit, ORIGIN } from '../../shared/protocol/commit.ts';
import { downloadHeaderSchema } from '../../shared/protocol/download.ts';
import { digestAnswerSchema, syncInfoSchema } from '../../shared/protocol/sync-info.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { connect } from '../support/postgres.ts';
import { startTestServer } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

const owner = (id: string, name = 'Ann'): (string | null)[] => [id, name, null, null, null, null];
const patient = (id: string, ownerId: string | null) => [
  ...[id, ownerId, 'Rex', 'dog', null, null, null, null, null, null, null],
];

async function desk() {
  const server = await startTestServer();
  const { access } = await server.signIn();
  return { server, client: new WireClient({ url: server.url, token: access }) };
}

describe('a delta', () => {
  it('[SYNC-6] pages by version, parents first and deletions last inside each page', async () => {
    const { client } = await desk();
    for (let i = 0; i < 6; i++) {
      const n = String(i);
      await client.push([
        client.insert('patients', patient(`p${n}`, `o${n}`)),
        client.insert('owners', owner(`o${n}`)),
      ]);
    }
    await client.push([client.delete('patients', 'p0', [0, 1])]);
    const all = await client.page({ since: formatCommit(ORIGIN) });
    expect(downloadHeaderSchema.parse(all.header).next).toBeNull();
    expect(all.rows.map((row) => row[0])).toEqual([0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, -5]);
    const paged = await client.pull(ORIGIN, { limit: '3' });
    expect(paged.pages).toBeGreaterThan(3);
    const order = (rows: readonly (readonly unknown[])[]) =>
      rows.map((row) => JSON.stringify(row)).sort();
    expect(order(paged.rows)).toEqual(order(all.rows));
    const versions = paged.rows.map((row) => row[1] as number);
    expect(versions.at(-1)).toBe(7);
  });

  it('[SYNC-6] reads a commit larger than a page key by key, tombstones too', async () => {
    const { client, server } = await desk();
    const sql = await connect(server.databaseUrl);
    await sql.query(
      `INSERT INTO owners (clinic_id, id, full_name)
       SELECT c.id, 'o' || i, E'quote '' back\\\\ ' || i FROM satchel.clinics c, generate_series(1, 57) i`,
    );
    const first = await client.pull(ORIGIN, { limit: '10' });
    expect(first.rows).toHaveLength(57);
    expect(new Set(first.rows.map((row) => row[2])).size).toBe(57);
    expect(first.pages).toBeGreaterThan(5);
    await sql.query('DELETE FROM owners');
    const second = await client.pull(first.head, { limit: '10' });
    expect(second.rows).toHaveLength(57);
    expect(second.rows.every((row) => row[0] === -1)).toBe(true);
    await sql.end();
  });

  it('[SYNC-6] keeps pages within their size whatever the rows', async () => {
    const { client } = await desk();
    const large = 'x'.repeat(3_000_000);
    for (let i = 0; i < 14; i++) {
      await client.push([
        client.insert('owners', ['o' + String(i), large, null, null, null, null]),
      ]);
    }
    const { rows, pages } = await client.pull();
    expect(rows).toHaveLength(14);
    expect(pages).toBeGreaterThan(1);
  });

  it('[SYNC-15] leaves out rows still at the commits of the device itself', async () => {
    const { client, server } = await desk();
    const other = new WireClient({
      url: server.url,
      token: (await server.signIn('staff', 'desk-2')).access,
      device: 'desk-2',
    });
    await client.push([client.insert('owners', owner('o1')), client.insert('owners', owner('o2'))]);
    await other.push([other.update('owners', 'o2', { base: [0, 1], set: { phone: '1' } })]);
    await client.push([client.insert('owners', owner('o3'))]);
    const { rows } = await client.pull(ORIGIN, { own: '1-1,3-3' });
    expect(rows).toEqual([[0, 2, 'o2', 'Ann', null, '1', null, null]]);
  });

  it('[SYNC-5] names the outcome of unanswered batches in the snapshot of its rows', async () => {
    const { client } = await desk();
    const answer = await client.push([client.insert('owners', owner('o1'))]);
    const { header, rows } = await client.page({ since: '0.0.', batches: '1,2' });
    expect(header.outcomes).toEqual([
      { batch: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, answer },
      { batch: 2, answer: null },
    ]);
    expect(rows).toHaveLength(1);
  });

  it('costs less than a kilobyte when there is nothing to do', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1'))]);
    const { head } = await client.pull();
    const since = formatCommit(head);
    const answer = await client.get(`/api/database/download/?since=${since}&seen=${since}`);
    expect((await answer.arrayBuffer()).byteLength).toBeLessThan(1024);
  });

  it('answers 304 while its head is the commit that is named, and a page as soon as it is not', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1'))]);
    const { head } = await client.pull();
    const since = formatCommit(head);
    const ask = (unless: string, more = '') =>
      client.get(`/api/database/download/?since=${since}${more}`, { 'if-none-match': unless });
    const unchanged = await ask(`"${since}"`);
    expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
    expect((await ask(`"${formatCommit({ ...head, nonce: '0' })}"`)).status).toBe(200);
    expect((await ask(`"${since}"`, '&batches=7')).status).toBe(200);
    await client.push([client.insert('owners', owner('o2'))]);
    expect((await ask(`"${since}"`)).status).toBe(200);
  });

  it('refuses a query it does not understand', async () => {
    const { client } = await desk();
    for (const query of [
      '',
      'since=x',
      'since=0.0.&after=%7B',
      'since=0.0.&own=5-1',
      'since=0.0.&batches=a',
    ]) {
      const answer = await client.get(`/api/database/download/?${query}`);
      expect(answer.status, query).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'USAGE' });
    }
  });
});

describe('an unknown commit', () => {
  const refused = async (client: WireClient, query: string) => {
    const answer = await client.get(`/api/database/download/?${query}`);
    expect(answer.status).toBe(409);
    return answer.json();
  };

  it('[SYNC-8] mints an epoch, once for all desks, at a version nobody has seen', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1'))]);
    await client.push([client.insert('owners', owner('o2'))]);
    const { head } = await client.pull();
    const first = await refused(client, 'since=0.9.lost&seen=0.9.lost');
    expect(first).toMatchObject({ code: 'SYNC_RESYNC', known: 2, head: { epoch: 1, version: 10 } });
    const second = await refused(client, 'since=0.7.gone&seen=0.7.gone');
    expect(second).toMatchObject({ code: 'SYNC_RESYNC', known: 2, head: first.head });
    const page = await client.page({ since: formatCommit(head), seen: formatCommit(first.head) });
    expect(page.header.head).toEqual(first.head);
    expect(page.header.epochs).toEqual([
      [0, 0],
      [1, 10],
    ]);
    const answer = await client.push([client.insert('owners', owner('o3'))]);
    expect(answer.commit).toMatchObject({ epoch: 1, version: 11 });
  });

  it('[SYNC-8] is one whose number the server gave to another', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1'))]);
    expect(await refused(client, 'since=0.1.othernonce')).toMatchObject({
      code: 'SYNC_RESYNC',
      known: 0,
      head: { epoch: 1, version: 2 },
    });
  });

  it('[SYNC-8] of a later epoch than the server is in makes it later still', async () => {
    const { client } = await desk();
    const { head } = await refused(client, 'since=0.0.&seen=4.20.abc');
    expect(head).toMatchObject({ epoch: 5, version: 21 });
  });

  it('[SYNC-11] below the tombstone floor asks for a snapshot', async () => {
    const { client, server } = await desk();
    for (const id of ['o1', 'o2', 'o3']) await client.push([client.insert('owners', owner(id))]);
    const { header } = await client.page({ since: '0.0.' });
    expect(header.floor).toBe(0);
    const sql = await connect(server.databaseUrl);
    const { rows } = await sql.query('SELECT nonce FROM satchel.commits WHERE version = 1');
    await sql.query('UPDATE satchel.clinics SET floor = 2');
    await sql.end();
    expect(await refused(client, `since=0.1.${String(rows[0].nonce)}`)).toMatchObject({
      code: 'SYNC_RESNAPSHOT',
    });
  });
});

describe('sync and digest', () => {
  it('[SYNC-12] tell protocol, schema, counts and content, under every prefix', async () => {
    const { client } = await desk();
    await client.push([client.insert('owners', owner('o1')), client.insert('owners', owner('o2'))]);
    for (const prefix of ['/api/database', '/vet_portal/api/database', '/api/v1/database']) {
      const info = syncInfoSchema.parse(
        await (await client.get(`${prefix}/sync/?counts=1`)).json(),
      );
      expect(info.tables[0]).toEqual({ name: 'owners', count: 2 });
      expect(info.protocol.current).toBe(PROTOCOL_VERSION);
    }
    const before = digestAnswerSchema.parse(
      await (await client.get('/api/database/digest/')).json(),
    );
    await client.push([client.update('owners', 'o1', { base: [0, 1], set: { phone: '5' } })]);
    await client.push([client.update('owners', 'o1', { base: [0, 2], set: { phone: null } })]);
    const after = digestAnswerSchema.parse(
      await (await client.get('/api/database/digest/')).json(),
    );
    expect(after.tables).toEqual(before.tables);
    expect(before.tables[0]).toMatchObject({ name: 'owners', count: 2 });
    expect(before.tables[0]?.hash).not.toBe(before.tables[1]?.hash);
  });

  it('[SYNC-12] refuse a protocol they do not speak', async () => {
    const { client } = await desk();
    const answer = await client.get('/api/database/sync/', { 'satchel-protocol': '99' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'SYNC_PROTOCOL', details: { there: 99 } });
    const upload = await client.send(client.body([], { protocol: 99 }));
    expect(await upload.json()).toMatchObject({ code: 'SYNC_PROTOCOL' });
  });
});
