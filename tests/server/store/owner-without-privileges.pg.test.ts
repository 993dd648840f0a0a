import { rmSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { findPostgres } from '../../../build/find/postgres.ts';
import { openCluster } from '../../../server/store/cluster.ts';
import { connect, reachableFolder } from '../../support/postgres.ts';
import { startTestServer } from '../../support/server.ts';
import { WireClient } from '../../support/wire-client.ts';

/** A PostgreSQL of its own: in a shared one the application role would be there already. */
async function databaseOfOrdinaryUser(): Promise<string> {
  const dataDir = reachableFolder('satchel-owner-');
  const cluster = await openCluster({ dataDir });
  onTestFinished(async () => {
    await cluster.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const admin = await connect(cluster.url('postgres'));
  await admin.query(`CREATE ROLE clinic_owner LOGIN CREATEROLE PASSWORD 'owner'`);
  await admin.query('CREATE DATABASE clinic OWNER clinic_owner');
  await admin.end();
  const url = new URL(cluster.url('clinic'));
  [url.username, url.password] = ['clinic_owner', 'owner'];
  return url.href;
}

it.skipIf(findPostgres(process.cwd()) !== 'embedded')(
  'serves a database whose owner is no superuser, and plain SQL of the owner names its clinic',
  async () => {
    const databaseUrl = await databaseOfOrdinaryUser();
    const server = await startTestServer({ databaseUrl });
    const { access } = await server.signIn('staff', 'desk-1');
    const client = new WireClient({ url: server.url, token: access, device: 'desk-1' });
    await client.push([client.insert('owners', ['o1', 'Ann', null, null, null, null])]);

    const sql = await connect(databaseUrl);
    const insert = `INSERT INTO owners (clinic_id, id, full_name)
      SELECT id, 'o2', 'Bea' FROM satchel.clinics`;
    await expect(sql.query(insert)).rejects.toThrow('row-level security');
    await sql.query(`SELECT set_config('satchel.clinic', id::text, false) FROM satchel.clinics`);
    await sql.query(insert);
    await sql.end();

    const { rows } = await client.pull();
    expect(rows.map(([, , key]) => key).sort()).toEqual(['o1', 'o2']);
  },
);
