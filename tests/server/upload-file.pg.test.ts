import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { connectionOf, PASSWORD, startTestServer, type TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { openDesk } from '../support/two-desks.ts';

/** A clinic's database as a program of its own had it: fewer columns, one table that nobody else knows. */
function makeFile(change: (db: BetterSqlite3.Database) => void = () => undefined): Uint8Array {
  const path = join(temporaryFolder(), 'copied.db');
  const db = new BetterSqlite3(path);
  db.exec(`CREATE TABLE owners (id TEXT PRIMARY KEY, full_name TEXT, phone TEXT, colour TEXT);
    CREATE TABLE patients (id TEXT PRIMARY KEY, owner_id TEXT, name TEXT, species TEXT, birth_date TEXT);
    CREATE TABLE till (id INTEGER PRIMARY KEY, amount);
    INSERT INTO owners VALUES ('o1', 'Ines Duarte', '555-0101', 'red'), ('o2', 'Otto Brandt', NULL, NULL);
    INSERT INTO patients VALUES ('p1', 'o1', 'Rex', 'dog', '2020-02-29');
    INSERT INTO till VALUES (1, 12)`);
  change(db);
  db.close();
  return readFileSync(path);
}

async function signInByForm({ url }: TestServer, username = 'staff'): Promise<string> {
  const answer = await fetch(`${url}/api-token-auth/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password: PASSWORD }),
  });
  return ((await answer.json()) as { token: string }).token;
}

async function send(
  { url }: TestServer,
  { token, file, field = 'database' }: { token: string; file: Uint8Array; field?: string },
): Promise<{ status: number; body: unknown }> {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(file)]), 'clinic.db');
  const answer = await fetch(`${url}/vet_portal/api/database/upload/`, {
    method: 'POST',
    headers: { authorization: `Token ${token}` },
    body: form,
  });
  return { status: answer.status, body: await answer.json() };
}

const none = { added: 0, present: 0, different: 0, refused: 0 };

describe('a whole SQLite file', () => {
  it('adds what the clinic does not have, as an original client sends it, and the desks get it', async () => {
    const server = await startTestServer();
    const { status, body } = await send(server, {
      token: await signInByForm(server),
      file: makeFile(),
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message:
        '3 records added, 0 were there, 0 differ and were left as the clinic has them, 0 could not be taken',
      timestamp: expect.stringMatching(/^\d{4}-/),
      tables: { owners: { ...none, added: 2 }, patients: { ...none, added: 1 } },
      ignored: ['till'],
    });
    const desk = await openDesk({ url: server.url, username: 'staff', password: PASSWORD });
    await desk.sync();
    expect(desk.records.get('patients', 'p1').values).toMatchObject({
      ...{ owner_id: 'o1', name: 'Rex', birth_date: '2020-02-29' },
    });
  });

  it('sent again finds all of it there, and writes nothing', async () => {
    const server = await startTestServer();
    const token = await signInByForm(server);
    const sql = await connectionOf(server);
    const head = async () => (await sql.query('SELECT head FROM satchel.clinics')).rows;
    await send(server, { token, file: makeFile() });
    const before = await head();
    expect(before).toHaveLength(1);
    const again = await send(server, { token, file: makeFile() });
    expect(again.body).toMatchObject({
      tables: { owners: { ...none, present: 2 }, patients: { ...none, present: 1 } },
    });
    expect(await head()).toEqual(before);
  });

  it('[SYNC-3] changes nothing that the clinic has, and says what differs', async () => {
    const server = await startTestServer();
    const token = await signInByForm(server);
    await send(server, { token, file: makeFile() });
    const newer = makeFile((db) => {
      db.exec(`UPDATE owners SET phone = '555-9999' WHERE id = 'o1';
        DELETE FROM patients; INSERT INTO owners VALUES ('o3', 'Ann Lee', NULL, NULL)`);
    });
    const { body } = await send(server, { token, file: newer });
    expect(body).toMatchObject({
      tables: { owners: { added: 1, present: 1, different: 1, refused: 0 }, patients: none },
    });
    const desk = await openDesk({ url: server.url, username: 'staff', password: PASSWORD });
    await desk.sync();
    expect(desk.records.get('owners', 'o1').values).toMatchObject({ phone: '555-0101' });
    expect(desk.records.get('patients', 'p1').values).toMatchObject({ name: 'Rex' });
  });

  it('[SYNC-4] leaves out what the clinic cannot keep, and takes the rest', async () => {
    const server = await startTestServer();
    const file = makeFile((db) => {
      db.exec(`INSERT INTO patients VALUES ('p2', 'o9', 'Milo', 'cat', NULL), ('p3', 'o2', 'Ivo', 'cat', 'in spring'),
        ('p4', 'o2', 'Lily', 'cat', NULL)`);
    });
    const { status, body } = await send(server, { token: await signInByForm(server), file });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: false,
      tables: { patients: { added: 2, present: 0, different: 0, refused: 2 } },
    });
  });

  it('is refused whole where it is no database, is missing, or comes from somebody who may only look', async () => {
    const server = await startTestServer();
    const token = await signInByForm(server);
    const file = new TextEncoder().encode('id;name\n1;Rex\n');
    expect(await send(server, { token, file })).toMatchObject({
      status: 400,
      body: { code: 'USAGE' },
    });
    expect(await send(server, { token, file: makeFile(), field: 'file' })).toMatchObject({
      status: 400,
      body: { code: 'USAGE' },
    });
    for (const torn of [
      '',
      'nothing',
      '--b\r\nContent-Disposition: form-data; name="database"; filename="a.db"\r\n\r\nSQLite',
    ]) {
      const answer = await fetch(`${server.url}/api/database/upload/`, {
        method: 'POST',
        headers: {
          authorization: `Token ${token}`,
          'content-type': 'multipart/form-data; boundary=b',
        },
        body: torn,
      });
      expect(answer.status, torn).toBe(400);
    }
    const viewer = await signInByForm(server, 'viewer');
    expect(await send(server, { token: viewer, file: makeFile() })).toMatchObject({ status: 403 });
    expect(await send(server, { token: 'not-a-token', file: makeFile() })).toMatchObject({
      status: 401,
    });
  });
});
