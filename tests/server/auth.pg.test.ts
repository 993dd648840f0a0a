import { describe, expect, it } from 'vitest';
import { tokenAnswerSchema } from '../../shared/protocol/auth.ts';
import { connect } from '../support/postgres.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

const owner = (id: string): (string | null)[] => [id, 'Ann', null, null, null, null];

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(url, { method: 'POST', body: text, headers });
  const content = await answer.text();
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: content === '' ? undefined : JSON.parse(content),
  };
}

describe('signing in', () => {
  it('gives an access token of ten minutes and a refresh token', async () => {
    const { url, clinic } = await startTestServer();
    const { status, body } = await post(`${url}/api/auth/token`, {
      username: 'ADMIN',
      password: PASSWORD,
    });
    expect(status).toBe(200);
    expect(tokenAnswerSchema.parse(body)).toMatchObject({
      expiresInSeconds: 600,
      user: { username: 'admin', role: 'admin' },
      clinic: { name: clinic },
    });
  });

  it('refuses a wrong password and an unknown user in the same words', async () => {
    const { url } = await startTestServer();
    const wrong = await post(`${url}/api/auth/token`, { username: 'staff', password: 'nonsense' });
    const unknown = await post(`${url}/api/auth/token`, {
      username: 'nobody',
      password: 'nonsense',
    });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'SIGN_IN_REFUSED' } });
    expect(unknown).toEqual(wrong);
    const nul = { username: 'a\0b', password: 'x' };
    expect((await post(`${url}/api/auth/token`, nul)).status).toBe(400);
    expect((await post(`${url}/api/auth/token`, '{')).status).toBe(400);
  });

  it('slows a guesser down, one name from one address at a time', async () => {
    const { url } = await startTestServer();
    for (let i = 0; i < 10; i++)
      await post(`${url}/api/auth/token`, { username: 'staff', password: 'no' });
    const limited = await post(`${url}/api/auth/token`, { username: 'staff', password: PASSWORD });
    expect(limited).toMatchObject({ status: 429, body: { code: 'SIGN_IN_LIMITED' } });
    expect(Number(limited.retryAfter)).toBeGreaterThan(200);
    const other = await post(`${url}/api/auth/token`, { username: 'admin', password: PASSWORD });
    expect(other.status).toBe(200);
  });

  it('takes the original client at its word: a form, and a token of its own', async () => {
    const { url } = await startTestServer();
    const form = new URLSearchParams({ username: 'staff', password: PASSWORD }).toString();
    const { body } = await post(`${url}/api-token-auth/`, form, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    const info = await fetch(`${url}/vet_portal/api/database/sync/`, {
      headers: { authorization: `Token ${String(body.token)}` },
    });
    expect(await info.json()).toMatchObject({ status: 'ok', user: { username: 'staff' } });
  });
});

describe('a refresh token', () => {
  it('rotates, forgives one lost answer, and ends the whole family when it is in two hands', async () => {
    const server = await startTestServer();
    const { url } = server;
    const { refresh: first } = await server.signIn();
    const refresh = (token: string) => post(`${url}/api/auth/refresh`, { refresh: token });
    const second = await refresh(first);
    expect(second.status).toBe(200);
    expect(second.body.refresh).not.toBe(first);
    const again = await refresh(first);
    expect(again.status).toBe(200);
    const sql = await connect(server.databaseUrl);
    await sql.query(
      `UPDATE satchel.refresh_tokens SET used_at = used_at - interval '31 seconds' WHERE used_at IS NOT NULL`,
    );
    await sql.end();
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } });
    expect((await refresh(second.body.refresh)).status).toBe(401);
    expect((await refresh(again.body.refresh)).status).toBe(401);
  });

  it('is void after it was revoked', async () => {
    const server = await startTestServer();
    const { refresh } = await server.signIn();
    expect((await post(`${server.url}/api/auth/revoke`, { refresh })).status).toBe(204);
    expect((await post(`${server.url}/api/auth/refresh`, { refresh })).status).toBe(401);
  });

  it('is stored hashed', async () => {
    const server = await startTestServer();
    const { refresh } = await server.signIn();
    const sql = await connect(server.databaseUrl);
    const { rows } = await sql.query(
      'SELECT row_to_json(t)::text AS row FROM satchel.refresh_tokens t',
    );
    const users = await sql.query('SELECT password FROM satchel.users');
    await sql.end();
    expect(rows).toHaveLength(1);
    expect(rows[0].row).not.toContain(refresh);
    expect(users.rows.every((row) => String(row.password).startsWith('$argon2id$'))).toBe(true);
  });
});

it('a new password ends every other sign-in of the user', async () => {
  const server = await startTestServer();
  const mine = await server.signIn('staff', 'desk-1');
  const other = await server.signIn('staff', 'desk-2');
  const change = (current: string, next: string) =>
    post(
      `${server.url}/api/auth/password`,
      { current, next },
      { authorization: `Bearer ${mine.access}` },
    );
  expect(await change('wrong', 'a new password')).toMatchObject({ status: 401 });
  expect(await change(PASSWORD, 'short')).toMatchObject({
    status: 400,
    body: { code: 'PASSWORD_WEAK' },
  });
  expect((await change(PASSWORD, 'a new password')).status).toBe(204);
  expect((await post(`${server.url}/api/auth/refresh`, { refresh: other.refresh })).status).toBe(
    401,
  );
  expect((await post(`${server.url}/api/auth/refresh`, { refresh: mine.refresh })).status).toBe(
    200,
  );
  await expect(server.signIn('staff')).rejects.toThrow();
});

describe('a request', () => {
  it('without a valid token gets nothing', async () => {
    const server = await startTestServer();
    const { access } = await server.signIn();
    const [head, body, signature] = access.split('.');
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString('utf8'));
    const forged = Buffer.from(JSON.stringify({ ...claims, clinic: 999 })).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const token of [
      'x',
      'x.y.z',
      `${head!}.${forged}.${signature!}`,
      `${unsigned}.${forged}.`,
    ]) {
      const answer = await fetch(`${server.url}/api/database/sync/`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'TOKEN_INVALID' });
    }
    expect((await fetch(`${server.url}/api/database/digest/`)).status).toBe(401);
  });

  it('of another desk than its token is of is refused', async () => {
    const server = await startTestServer();
    const { access } = await server.signIn('staff', 'desk-1');
    const thief = new WireClient({ url: server.url, token: access, device: 'desk-2' });
    expect((await thief.get('/api/database/download/?since=0.0.')).status).toBe(403);
    expect((await thief.send(thief.body([]))).status).toBe(403);
  });
});

describe('clinics', () => {
  it('never see each other, whatever the request says', async () => {
    const server = await startTestServer();
    await server.addClinicWithUser('Lakeside', 'lake');
    const a = new WireClient({ url: server.url, token: (await server.signIn()).access });
    const b = new WireClient({ url: server.url, token: (await server.signIn('lake')).access });
    await a.push([a.insert('owners', owner('o1'))]);
    // The same key in another clinic is another record.
    expect((await b.push([b.insert('owners', owner('o1'))])).exceptions).toEqual([]);
    const stolen = await b.push([
      b.insert('patients', ['p1', 'o2', 'Rex', 'dog', null, null, null, null, null, null, null]),
    ]);
    expect(stolen.exceptions).toMatchObject([{ reason: 'missing-reference' }]);
    expect((await a.pull()).rows).toHaveLength(1);
    expect((await b.pull()).head.version).toBe(1);
  });

  it('are kept apart by row-level security for the role that serves requests', async () => {
    const server = await startTestServer();
    await server.addClinicWithUser('Lakeside', 'lake');
    const a = new WireClient({ url: server.url, token: (await server.signIn()).access });
    await a.push([a.insert('owners', owner('o1')), a.insert('owners', owner('o2'))]);
    await a.push([a.delete('owners', 'o2', [0, 1])]);
    const sql = await connect(server.databaseUrl);
    const { rows } = await sql.query(`SELECT id, name FROM satchel.clinics ORDER BY id`);
    const [river, lake] = rows.map((row) => Number(row.id));
    await sql.query('SET ROLE satchel_app');
    const tables = [
      'owners',
      'satchel.commits',
      'satchel.tombstones',
      'satchel.batches',
      'satchel.audit',
    ];
    const counts = async () => {
      const found = [];
      for (const table of tables)
        found.push(Number((await sql.query(`SELECT count(*) FROM ${table}`)).rows[0].count));
      return found;
    };
    expect(await counts()).toEqual([0, 0, 0, 0, 0]);
    await sql.query(`SET satchel.clinic = ${String(lake)}`);
    expect(await counts()).toEqual([0, 0, 0, 0, 0]);
    expect((await sql.query(`UPDATE owners SET notes = 'x'`)).rowCount).toBe(0);
    await expect(
      sql.query(
        `INSERT INTO owners (clinic_id, id, full_name) VALUES (${String(river)}, 'x', 'x')`,
      ),
    ).rejects.toThrow('row-level security');
    await sql.query(`SET satchel.clinic = ${String(river)}`);
    expect(await counts()).toEqual([1, 2, 1, 2, 2]);
    for (const table of ['satchel.commits', 'satchel.audit']) {
      await expect(sql.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
    }
    const owners = await sql.query(
      `SELECT count(*) FROM pg_tables WHERE tableowner = 'satchel_app' AND schemaname NOT LIKE 'pg_temp%'`,
    );
    expect(Number(owners.rows[0].count)).toBe(0);
    await sql.end();
  });
});
