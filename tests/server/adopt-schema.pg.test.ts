import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { column, table } from '../../shared/records/define.ts';
import { connect } from '../support/postgres.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

const boxes: TableManifest = table('boxes', { label: 'Boxes', singular: 'Box', title: ['name'] }, [
  column('name', 'text'),
  column('weight', 'integer'),
]);
const patients: TableManifest = table(
  'patients',
  { label: 'Patients', singular: 'Patient', title: ['name'] },
  [column('name', 'text'), column('box_id', 'text', { references: 'boxes' })],
);
const schemaOf = (...tables: TableManifest[]): SchemaManifest => ({
  name: 'other',
  version: 1,
  tables,
});

async function ask(server: TestServer, access: string, schema?: unknown) {
  const answer = await fetch(`${server.url}/api/database/schema/`, {
    method: schema === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
    ...(schema === undefined ? {} : { body: JSON.stringify(schema) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('tables of another application', () => {
  it('are made for the clinic, with names that the shipped ones bear too, and no other clinic sees them', async () => {
    const server = await startTestServer();
    await server.addClinicWithUser('Hillside', 'hilda');
    const { access } = await server.signIn('admin');
    expect(await ask(server, access)).toEqual({ status: 200, body: { schema: null } });
    const schema = schemaOf(boxes, patients);
    const adopted = await ask(server, access, schema);
    expect(adopted).toMatchObject({ status: 200, body: { schema } });
    expect(await ask(server, access, schema)).toEqual(adopted);

    const client = new WireClient({ url: server.url, token: access });
    const info = await fetch(`${server.url}/api/database/sync/`, {
      headers: { authorization: `Bearer ${access}` },
    });
    const { tables } = (await info.json()) as { tables: { name: string }[] };
    expect(tables.map(({ name }) => name).filter((name) => !name.startsWith('_sync_'))).toEqual([
      'boxes',
      'patients',
    ]);
    // Adopting is a commit: a desk that was at the head before it hears of it.
    expect((await client.pull()).head.version).toBe(1);

    const other = (await server.signIn('hilda', 'desk-2')).access;
    expect(await ask(server, other)).toEqual({ status: 200, body: { schema: null } });
  });

  it('are known at once to another server process on the same database', async () => {
    const server = await startTestServer();
    const second = await startTestServer({ databaseUrl: server.databaseUrl });
    const { access } = await server.signIn('admin');
    expect(await ask(second, access)).toEqual({ status: 200, body: { schema: null } });
    await ask(server, access, schemaOf(boxes));
    // PostgreSQL tells it in a moment; until then it answers as before.
    for (;;) {
      const { body } = await ask(second, access);
      if (body['schema'] !== null) {
        expect(body).toMatchObject({ schema: schemaOf(boxes) });
        return;
      }
      await sleep(20);
    }
  });

  it('are refused where the clinic holds records, and to those who are not its admin', async () => {
    const server = await startTestServer();
    const sql = await connect(server.databaseUrl);
    onTestFinished(() => sql.end());
    await sql.query(
      `INSERT INTO owners (clinic_id, id, full_name) SELECT id, 'o1', 'Ann' FROM satchel.clinics`,
    );
    const staff = (await server.signIn('staff')).access;
    expect(await ask(server, staff, schemaOf(boxes))).toMatchObject({ status: 403 });
    const { access } = await server.signIn('admin', 'desk-2');
    expect(await ask(server, access, schemaOf(boxes))).toMatchObject({
      status: 409,
      body: { code: 'SCHEMA_IN_USE' },
    });
    const { rows } = await sql.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'app_%'`);
    expect(rows).toEqual([]);
    expect((await sql.query('SELECT 1 FROM satchel.schemas')).rows).toEqual([]);
  });

  it('may refer to each other in a circle and have long names; what PostgreSQL cannot hold is refused', async () => {
    const server = await startTestServer();
    const { access } = await server.signIn('admin');
    const long = 'x'.repeat(60);
    const circle = schemaOf(
      table(long, { label: 'A', singular: 'A', title: ['id'] }, [
        column(`first_${'y'.repeat(50)}`, 'text', { unique: true }),
        column(`second_${'y'.repeat(50)}`, 'text', { references: 'b', unique: true }),
      ]),
      table('b', { label: 'B', singular: 'B', title: ['id'] }, [
        column('a_id', 'text', { references: long }),
        column('b_id', 'text', { references: 'b' }),
      ]),
    );
    expect(await ask(server, access, circle)).toMatchObject({ status: 200 });
    for (const name of ['clinic_id', 'sync_version', 'xmin', 'z'.repeat(64), 'back\\slash']) {
      const refused = await ask(
        server,
        access,
        schemaOf(
          table('boxes', { label: 'B', singular: 'B', title: ['id'] }, [column(name, 'text')]),
        ),
      );
      expect(refused, name).toMatchObject({ status: 409, body: { code: 'TABLE_NOT_SYNCABLE' } });
    }
  });
});
