import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/postgres.ts';
import { settleDesks, twoDesks } from '../support/two-desks.ts';

test('who changed a record, at which desk and which columns, as either desk can ask', async () => {
  const { server, a, b } = await twoDesks();
  const { key } = a.records.add('owners', { full_name: 'Ann Archer', phone: '555' });
  const other = a.records.add('owners', { full_name: 'Bea Baker' });
  await settleDesks([a, b]);
  b.records.set('owners', key, { phone: '556' });
  await settleDesks([a, b]);

  const seen = await a.engine.services.history.get({ table: 'owners', key, ask: true });
  expect(seen.problem).toBeNull();
  expect(seen.entries).toMatchObject([
    { op: 'update', columns: ['phone'], by: 'staff', here: false, sent: true },
    { op: 'insert', columns: [], by: 'staff', here: true, sent: true },
  ]);
  expect(seen.entries[0]?.desk).toEqual(expect.any(String));
  expect(JSON.stringify(seen)).not.toMatch(/Archer|55[56]/);

  const untouched = await b.engine.services.history.get({
    table: 'owners',
    key: other.key,
    ask: true,
  });
  expect(untouched.entries).toMatchObject([{ op: 'insert', here: false }]);

  await server.close();
  const offline = await a.engine.services.history.get({ table: 'owners', key, ask: true });
  expect(offline.problem?.code).toBe('SERVER_UNREACHABLE');
  expect(offline.entries).toHaveLength(2);
  expect(offline.asOf).not.toBeNull();
});

test('a clinic sees nothing of another one', async () => {
  const { server, a } = await twoDesks();
  const { key } = a.records.add('owners', { full_name: 'Ann Archer' });
  await a.sync();
  await server.addClinicWithUser('Hillside', 'hilda');
  const { access } = await server.signIn('hilda', 'desk-9');
  const query = new URLSearchParams({ table: 'owners', key: JSON.stringify([key]) });
  const answer = await fetch(`${server.url}/api/database/history/?${query.toString()}`, {
    headers: { authorization: `Bearer ${access}` },
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual([]);
});

test('one record is found by an index among many commits, also where a bulk upload named it', async () => {
  const { server, a } = await twoDesks();
  const { key } = a.records.add('owners', { full_name: 'Ann Archer' });
  await a.sync();
  const sql = await connect(server.databaseUrl);
  onTestFinished(() => sql.end());
  const fill = (keys: string, count: number) =>
    sql.query(
      `INSERT INTO satchel.audit (clinic_id, version, device, author, tbl, op, columns, keys)
       SELECT id, 1000 + n, 'd', 'somebody', 'owners', 'u', '{}', ${keys}
       FROM satchel.clinics, generate_series(1, ${String(count)}) n`,
    );
  await fill(`'[["other-' || n || '"]]'`, 30_000);
  await fill(
    `'[["${key}"],' || (SELECT string_agg('["bulk-' || m || '"]', ',') FROM generate_series(1, 500) m) || ']'`,
    1,
  );
  await sql.query('ANALYZE satchel.audit');
  const found = await a.engine.services.history.get({ table: 'owners', key, ask: true });
  expect(found.problem).toBeNull();
  expect(found.entries.filter(({ by }) => by === 'somebody')).toHaveLength(1);
  // The server's connection tells what it used when it has been idle for a while.
  for (let used = 0; used === 0; await sleep(200)) {
    const { rows } = await sql.query(
      `SELECT idx_scan::integer AS used FROM pg_stat_user_indexes WHERE indexrelname = 'audit_record'`,
    );
    used = rows[0].used as number;
  }
});
