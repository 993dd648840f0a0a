import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { formatCommit, parseCommit } from '../../../shared/protocol/commit.ts';
import {
  SNAPSHOT_COMMIT_HEADER,
  SNAPSHOT_DIGEST_HEADER,
} from '../../../shared/protocol/snapshot.ts';
import { connect } from '../../support/postgres.ts';
import { startTestServer, temporaryData } from '../../support/server.ts';
import { WireClient } from '../../support/wire-client.ts';

const owner = (id: string): (string | null)[] => [id, 'Ann', null, null, null, null];
const path = '/api/database/download/';
const accept = { accept: 'application/vnd.sqlite3' };

async function desk() {
  const dataDir = temporaryData();
  const server = await startTestServer({ dataDir });
  const client = new WireClient({ url: server.url, token: (await server.signIn()).access });
  await client.push([client.insert('owners', owner('o1')), client.insert('owners', owner('o2'))]);
  await client.push([
    client.insert('patients', ['p1', 'o1', 'Rex', 'dog', null, null, null, null, null, null, null]),
    client.delete('owners', 'o2', [0, 1]),
  ]);
  return { server, client, dataDir };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a snapshot', () => {
  it('[SYNC-9] holds the clinic at one commit, from which a delta goes on', async () => {
    const { client, dataDir, server } = await desk();
    await server.addClinicWithUser('Lakeside', 'lake');
    const other = new WireClient({ url: server.url, token: (await server.signIn('lake')).access });
    await other.push([other.insert('owners', owner('of another clinic'))]);
    const answer = await client.get(path, accept);
    expect(answer.headers.get('content-type')).toBe('application/vnd.sqlite3');
    const file = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get(SNAPSHOT_DIGEST_HEADER)).toBe(sha256(file));
    const commit = parseCommit(answer.headers.get(SNAPSHOT_COMMIT_HEADER)!)!;
    const { header } = await client.page({
      since: formatCommit(commit),
      seen: formatCommit(commit),
    });
    expect(header.head).toEqual(commit);

    const local = join(dataDir, 'copy.db');
    writeFileSync(local, file);
    const db = new Database(local);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.prepare('SELECT id FROM owners').pluck().all()).toEqual(['o1']);
    expect(db.prepare('SELECT tbl, pk, epoch, version, own FROM _sync_row').raw().all()).toEqual([
      [0, 'o1', 0, 1, 0],
      [4, 'p1', 0, 2, 0],
    ]);
    expect(db.prepare('SELECT epoch, version, nonce FROM _sync_snapshot').get()).toEqual(commit);
    expect(
      db
        .prepare(`SELECT count(*) FROM sqlite_master WHERE name = 'patients_owner_id'`)
        .pluck()
        .get(),
    ).toBe(1);
    db.close();
  });

  it('[SYNC-9] goes on where it broke off, unless the file is another', async () => {
    const { client } = await desk();
    const whole = await client.get(path, accept);
    const file = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get('etag')!;
    const part = async (range: string, condition = etag) => {
      const answer = await client.get(path, { ...accept, range, 'if-range': condition });
      return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const head = await part('bytes=0-999');
    expect([head.answer.status, head.answer.headers.get('content-range')]).toEqual([
      206,
      `bytes 0-999/${String(file.length)}`,
    ]);
    const rest = await part('bytes=1000-');
    expect(sha256(Buffer.concat([head.bytes, rest.bytes]))).toBe(sha256(file));
    const tail = await part('bytes=-10');
    expect(tail.bytes.equals(file.subarray(-10))).toBe(true);
    const other = await part('bytes=1000-', '"another"');
    expect([other.answer.status, other.bytes.length]).toEqual([200, file.length]);
    const beyond = await part(`bytes=${String(file.length)}-`);
    expect(beyond.answer.status).toBe(416);
  });

  it('is built once for many desks, and replaced when it has aged', async () => {
    const { client, dataDir, server } = await desk();
    const digests = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const answer = await client.get(path, accept);
        await answer.arrayBuffer();
        return answer.headers.get(SNAPSHOT_DIGEST_HEADER);
      }),
    );
    expect(new Set(digests).size).toBe(1);
    const files = () =>
      readdirSync(join(dataDir, 'snapshots')).filter((name) => name.endsWith('.db'));
    expect(files()).toHaveLength(1);
    // A restored server is in another epoch: what was built before it is of no use.
    const sql = await connect(server.databaseUrl);
    await sql.query('UPDATE satchel.clinics SET epoch = 1');
    await sql.end();
    await client.push([client.insert('owners', owner('o3'))]);
    const answer = await client.get(path, accept);
    await answer.arrayBuffer();
    expect(digests).not.toContain(answer.headers.get(SNAPSHOT_DIGEST_HEADER));
    expect(files()).toHaveLength(1);
  });
});
