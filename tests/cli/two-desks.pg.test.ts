import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CompareReport } from '../../shared/api/compare.ts';
import type { Conflict } from '../../shared/api/conflicts.ts';
import type { RecordPage, RecordView } from '../../shared/api/records.ts';
import { createDeskWorld, type DeskWorld, worldPassword } from '../support/desk-world.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await createDeskWorld();
  await world.join('front', 'mara');
  await world.join('back', 'jon');
}, 60_000);
afterAll(async () => {
  await world.close();
});

async function add(desk: string, ...args: string[]): Promise<RecordView> {
  const ran = await world.at(desk, ['records', 'add', ...args, '--json']);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  return ran.json<RecordView>();
}
async function sync(desk: string, ...args: string[]) {
  const ran = await world.at(desk, ['sync', ...args, '--json']);
  return { code: ran.code, report: ran.json() };
}
async function list(desk: string, table: string): Promise<RecordPage> {
  return (await world.at(desk, ['records', 'list', table, '--json'])).json<RecordPage>();
}

// One working day, told in order: each test goes on where the one before ended.
describe('two desks and their server, by the command line alone', () => {
  test('a desk sends what it typed offline, and the other fetches it', async () => {
    const owner = await add('front', 'owners', 'full_name=Ada Brandt', 'notes=');
    await add(
      'front',
      'patients',
      'name=Rex',
      'species=dog',
      `owner_id=${owner.key}`,
      'status=active',
    );
    expect((await list('front', 'patients')).records[0]).toMatchObject({ syncStatus: 'pending' });

    const sent = await world.spawnAt('front', ['sync', '--json']);
    expect(sent.json()).toMatchObject({
      status: 'success',
      tables: { owners: { pushed: 1, pulled: 0 }, patients: { pushed: 1, pulled: 0 } },
    });
    expect(sent.code).toBe(0);
    const fetched = await world.spawnAt('back', ['sync', '--json']);
    expect(fetched.json()).toMatchObject({ tables: { owners: { pushed: 0, pulled: 1 } } });
    const [rex] = (await list('back', 'patients')).records;
    expect(rex).toMatchObject({
      values: { name: 'Rex', owner_id: owner.key },
      references: { owner_id: 'Ada Brandt' },
      syncStatus: 'synced',
    });
  });

  test('many rows come from a file, and a mistake in one saves none', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) =>
      JSON.stringify({ full_name: `Owner ${index}`, phone: `030 ${index}` }),
    );
    const file = join(world.folder, 'owners.ndjson');
    await writeFile(file, [...rows, '{"full_name":"Last","fone":"1"}'].join('\n'));
    const refused = await world.at('front', ['records', 'add', 'owners', '--file', file, '--json']);
    expect([refused.code, refused.json()]).toMatchObject([
      2,
      { error: { code: 'COLUMN_UNKNOWN', details: { column: 'fone' } } },
    ]);
    expect((await list('front', 'owners')).total).toBe(1);

    await writeFile(file, rows.join('\n'));
    const added = await world.at('front', ['records', 'add', 'owners', '--file', file, '--json']);
    expect(added.json()).toEqual({ table: 'owners', added: 2500 });
    const sent = await sync('front');
    expect(sent.report).toMatchObject({ tables: { owners: { pushed: 2500 } } });
    expect((await sync('back')).report).toMatchObject({ tables: { owners: { pulled: 2500 } } });
  });

  test('both edit one field: the second to sync is asked, and decides', async () => {
    const [rex] = (await list('front', 'patients')).records;
    const key = rex?.key ?? '';
    await world.at('front', ['records', 'set', 'patients', key, 'name=Rexi', 'breed=Spitz']);
    await world.at('back', ['records', 'set', 'patients', key, 'name=Max', 'microchip=9001']);
    expect((await sync('front')).code).toBe(0);
    expect((await sync('back')).code).toBe(3);

    const status = await world.spawnAt('back', ['status']);
    expect(status.code).toBe(3);
    expect(status.stdout).toContain('1 conflict waits for a decision: satchel conflicts');
    const conflicts = (await world.spawnAt('back', ['conflicts', '--json'])).json<
      (Conflict & { resolveCommand: string })[]
    >();
    expect(conflicts).toMatchObject([
      {
        collection: 'patients',
        field: 'name',
        baseValue: 'Rex',
        localValue: 'Max',
        remoteValue: 'Rexi',
        resolved: false,
      },
    ]);
    const id = conflicts[0]?._id ?? '';
    expect(conflicts[0]?.resolveCommand).toContain(`satchel resolve ${id} --strategy keep_`);

    const args = [
      'resolve',
      id,
      '--strategy',
      'keep_local',
      '--notes',
      'asked the owner',
      '--json',
    ];
    expect((await world.spawnAt('back', args)).json()).toMatchObject({
      success: true,
      conflict_id: id,
    });
    expect((await sync('back')).code).toBe(0);
    expect((await sync('front')).code).toBe(0);
    const values = { name: 'Max', breed: 'Spitz', microchip: '9001' };
    expect((await list('front', 'patients')).records[0]?.values).toMatchObject(values);
    expect((await list('back', 'patients')).records[0]?.values).toMatchObject(values);
    const all = await world.at('back', ['conflicts', '--all', '--json']);
    expect(all.json<Conflict[]>()).toMatchObject([
      { resolved: true, strategy: 'keep_local', notes: 'asked the owner', resolvedBy: 'jon' },
    ]);
    expect(all.code).toBe(0);
  });

  test('a deleted record is gone at the other desk', async () => {
    const visit = await add('front', 'treatments', 'name=Vaccination', 'price=12.50');
    await sync('front');
    await sync('back');
    expect((await list('back', 'treatments')).records[0]?.values['price']).toBe('12.5');
    await world.at('back', ['records', 'delete', 'treatments', visit.key]);
    await sync('back');
    await sync('front');
    expect((await list('front', 'treatments')).total).toBe(0);
    const gone = await world.at('front', ['records', 'get', 'treatments', visit.key, '--json']);
    expect([gone.code, gone.json()]).toMatchObject([1, { error: { code: 'RECORD_NOT_FOUND' } }]);
  });

  test('--direction and --tables limit what is sent', async () => {
    await add('front', 'treatments', 'name=Dental', 'price=80');
    await add('front', 'stock_items', 'name=Gauze', 'quantity=4');
    expect((await sync('front', '--direction', 'pull')).report).toMatchObject({ tables: {} });
    const some = await sync('front', '--tables', 'treatments');
    expect(some.report).toMatchObject({ tables: { treatments: { pushed: 1 } } });
    expect(some.report).not.toHaveProperty('tables.stock_items');
    expect((await sync('front')).report).toMatchObject({ tables: { stock_items: { pushed: 1 } } });
    await sync('back');
  });

  test('compare proves that both sides hold the same records', async () => {
    for (const desk of ['front', 'back']) {
      const ran = await world.at(desk, ['compare', '--json']);
      const report = ran.json<CompareReport>();
      expect([ran.code, report.equal]).toEqual([0, true]);
      expect(report.tables.find(({ table }) => table === 'owners')?.there).toBe(2501);
    }
    await add('back', 'owners', 'full_name=Not sent yet');
    const different = await world.at('back', ['compare']);
    expect(different.code).toBe(3);
    expect(different.stdout).toContain('DIFFERENT');
    await sync('back');
    await sync('front');
  });

  test('status says both sides by table, and logs what happened', async () => {
    const status = (await world.at('front', ['status', '--json'])).json();
    expect(status).toMatchObject({
      state: 'synced',
      online: true,
      configured: true,
      pending: 0,
      clinic: 'Harbour',
      username: 'mara',
      tables: expect.arrayContaining([
        expect.objectContaining({ table: 'owners', here: 2502, there: 2502 }),
      ]) as unknown,
    });
    const logs = await world.at('front', ['logs', '--limit', '3', '--json']);
    const runs = logs.json<{ id: number; trigger: string }[]>();
    expect(runs.map(({ trigger }) => trigger)).toEqual(['manual', 'manual', 'manual']);
    const one = await world.at('front', ['logs', String(runs[0]?.id), '--json']);
    expect(one.json()).toHaveProperty('events');
  });

  test('a server that is down is named, and nothing typed is lost', async () => {
    await world.stop();
    await add('front', 'owners', 'full_name=Typed while it was down');
    const failed = await world.at('front', ['sync']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(`The server ${new URL(world.server.url).origin}`);
    expect((await world.at('front', ['test-connection'])).code).toBe(1);
    expect((await world.at('front', ['status', '--json'])).json()).toMatchObject({
      online: false,
      pending: 1,
    });
    await world.restart();
    expect((await sync('front')).report).toMatchObject({ tables: { owners: { pushed: 1 } } });
    expect((await world.at('front', ['test-connection'])).code).toBe(0);
  });

  test('signs out, refuses a wrong password, and signs in with a new one', async () => {
    const next = 'a longer password';
    const changed = await world.at('front', ['password', '--json'], {
      stdin: `${worldPassword}\n${next}\n`,
    });
    expect(changed.json()).toEqual({ success: true });
    expect((await world.at('front', ['logout', '--json'])).json()).toMatchObject({
      signedIn: false,
    });
    const refused = await sync('front');
    expect([refused.code, JSON.stringify(refused.report)]).toEqual([
      1,
      expect.stringContaining('NOT_SIGNED_IN') as string,
    ]);
    const login = ['login', '--username', 'mara', '--json'];
    const old = await world.at('front', login, { stdin: `${worldPassword}\n` });
    expect([old.code, old.json()]).toMatchObject([1, { error: { code: 'SIGN_IN_REFUSED' } }]);
    const signedIn = await world.at('front', login, { stdin: `${next}\n` });
    expect([signedIn.code, signedIn.json()]).toMatchObject([0, { signedIn: true }]);
    const who = await world.at('front', ['whoami']);
    expect(who.stdout).toContain('mara (staff) of Harbour');
    expect((await sync('front')).code).toBe(0);
  });

  test('init refuses a wrong password and a server that is none', async () => {
    const init = (url: string) => ['init', '--server', url, '--username', 'mara', '--json'];
    const wrong = await world.at('third', init(world.server.url), { stdin: 'wrong password\n' });
    expect([wrong.code, wrong.json()]).toMatchObject([1, { error: { code: 'SIGN_IN_REFUSED' } }]);
    const nobody = await world.at('third', init('http://127.0.0.1:9'), { stdin: 'x\n' });
    expect([nobody.code, nobody.json()]).toMatchObject([
      1,
      { error: { code: 'SERVER_UNREACHABLE' } },
    ]);
    const plain = await world.at('third', init('http://clinic.example'), { stdin: 'x\n' });
    expect([plain.code, plain.json()]).toMatchObject([2, { error: { code: 'TLS_REQUIRED' } }]);
  });
});
