import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordPage, RecordView } from '../../shared/api/records.ts';
import {
  hostProgram,
  type Ran,
  type RunOptions,
  runSatchel,
  satchelProgram,
  spawnSatchel,
} from '../support/satchel-command.ts';

const holderProgram = fileURLToPath(new URL('../support/hold-store.ts', import.meta.url));

let folder: string;
let home: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satchel-home-'));
  home = join(folder, 'home');
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await rm(folder, { recursive: true });
});

const satchel = (args: string[], options: RunOptions = {}): Promise<Ran> =>
  runSatchel(args, { home, ...options });
const spawned = (args: string[]): Promise<Ran> => spawnSatchel(args, { home });

/** Starts a program and waits for its first line on stdout. */
async function start(program: string, ...args: string[]): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [program, '--home', home, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return [child, line.toString()];
}

describe('satchel, opening the store itself', () => {
  test('keeps work on this desk without any server, each command a process of its own', async () => {
    const set = await spawned(['init', '--json']);
    expect([set.code, set.json()]).toMatchObject([0, { signedIn: false, home }]);
    const added = await spawned(['records', 'add', 'owners', 'full_name=Ada', '--json']);
    const { key } = added.json<RecordView>();
    const changed = ['records', 'set', 'owners', key, 'phone=030', 'notes:=null', '--json'];
    expect((await spawned(changed)).json<RecordView>().values).toMatchObject({
      full_name: 'Ada',
      phone: '030',
      notes: null,
    });
    const found = await spawned(['records', 'list', 'owners', '--search', 'ada', '--json']);
    expect(found.json<RecordPage>()).toMatchObject({ total: 1, records: [{ key }] });
    const status = await spawned(['status']);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/^Configured +no server yet$/m);
    expect(status.stdout).toMatch(/^To send +1 record$/m);
    expect((await spawned(['sync', '--json'])).json()).toMatchObject({
      error: { code: 'NOT_CONFIGURED' },
    });
    expect((await spawned(['records', 'delete', 'owners', key])).code).toBe(0);
  });

  test('lists what was asked for, in the order that was asked for', async () => {
    await satchel(['init']);
    const rows = [
      ['Gauze', 4],
      ['Bandage', 9],
      ['Syringe', 4],
    ].map(([name, quantity]) => JSON.stringify({ name, quantity }));
    const add = ['records', 'add', 'stock_items', '--file', '-'];
    await satchel(add, { stdin: rows.join('\n') });
    const names = async (...options: string[]): Promise<unknown[]> => {
      const ran = await satchel(['records', 'list', 'stock_items', ...options, '--json']);
      return ran.json<RecordPage>().records.map(({ values }) => values['name']);
    };
    expect(await names('--sort', 'name')).toEqual(['Bandage', 'Gauze', 'Syringe']);
    expect(await names('--where', 'quantity=4', '--sort=-name')).toEqual(['Syringe', 'Gauze']);
    expect(await names('--sort', 'name', '--limit', '1', '--offset', '1')).toEqual(['Gauze']);
    const wrong = await satchel(['records', 'list', 'stock_items', '--limit', 'all', '--json']);
    expect([wrong.code, wrong.json()]).toMatchObject([2, { error: { code: 'USAGE' } }]);
    const unknown = await satchel(['records', 'list', 'stock_items', '--sort', 'nme', '--json']);
    expect(unknown.json()).toMatchObject({ error: { code: 'COLUMN_UNKNOWN' } });
  });

  test('names a mistyped setting, with the nearest one', async () => {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'config.json'), '{"remote":{"intervalSecond":30}}');
    const ran = await satchel(['status']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('remote.intervalSecond');
    expect(ran.stderr).toContain('Did you mean "remote.intervalSeconds"?');
    expect(ran.stderr).toContain('config.json');
  });

  test('reads, changes and explains settings', async () => {
    await satchel(['init']);
    const set = await satchel(['config', 'set', 'remote.intervalSeconds', '90', '--json']);
    expect(set.json()).toMatchObject({ value: 90, source: 'file' });
    const environment = { SATCHEL_REMOTE_INTERVAL_SECONDS: '15' };
    const explained = await satchel(['config', 'explain', 'remote.intervalSeconds'], {
      environment,
    });
    expect(explained.stdout).toMatch(/is 15: an environment variable/);
    const all = await satchel(['config', '--json']);
    expect(all.json()).toMatchObject({ 'remote.intervalSeconds': 90, 'sync.batchSize': 500 });
    const wrong = await satchel(['config', 'set', 'remote.intervalSeconds', 'often', '--json']);
    expect([wrong.code, wrong.json()]).toMatchObject([2, { error: { code: 'CONFIG_INVALID' } }]);
    const file = await readFile(join(home, 'config.json'), 'utf8');
    expect(JSON.parse(file)).toEqual({ remote: { intervalSeconds: 90 } });
  });

  test("takes over the original client's settings, and never its password", async () => {
    const old = join(folder, 'old.json');
    await writeFile(
      old,
      JSON.stringify({
        remote_database: { url: 'https://c.example', password: 'hunter2', sync_interval: 300 },
      }),
    );
    await satchel(['init']);
    const ran = await satchel(['config', 'import', old, '--json']);
    expect([ran.code, ran.json()]).toMatchObject([
      0,
      {
        imported: {
          'environments.production.url': 'https://c.example',
          'remote.intervalSeconds': 300,
        },
        passwordKept: false,
      },
    ]);
    expect(await readFile(join(home, 'config.json'), 'utf8')).not.toContain('hunter2');
  });

  test('leaves a file alone that is not a database', async () => {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'clinic.db'), 'These are notes, not a database. '.repeat(200));
    const ran = await satchel(['status', '--json']);
    expect([ran.code, ran.json()]).toMatchObject([1, { error: { code: 'STORE_NOT_A_DATABASE' } }]);
    expect(await readFile(join(home, 'clinic.db'), 'utf8')).toContain('These are notes');
  });

  test.each([
    ['{"full_name":"Ada"}\n{"full_name":', 'Line 2 is not JSON'],
    ['{"full_name":"Ada"}\n["Ada"]', 'Line 2 is not a JSON object'],
    ['{"full_name":"Ada"}\n{"full_name":7}', 'owners.full_name'],
  ])('saves nothing of a file with a mistake: %j', async (text, message) => {
    await satchel(['init']);
    const file = join(folder, 'rows.ndjson');
    await writeFile(file, text);
    const ran = await satchel(['records', 'add', 'owners', '--file', file]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
    const page = await satchel(['records', 'list', 'owners', '--json']);
    expect(page.json<RecordPage>().total).toBe(0);
  });

  test('[VAL-1] keeps hard values of a file as they are', async () => {
    await satchel(['init']);
    const rows = '{"name":"Gauze 😀\\u0301","quantity":9007199254740993,"unit":""}\n';
    const args = ['records', 'add', 'stock_items', '--file', '-', '--json'];
    expect((await satchel(args, { stdin: rows })).json()).toMatchObject({ added: 1 });
    const page = await satchel(['records', 'list', 'stock_items', '--json']);
    expect(page.json<RecordPage>().records[0]?.values).toMatchObject({
      name: 'Gauze 😀\u0301',
      quantity: '9007199254740993',
      unit: '',
      reorder_at: null,
    });
  });
});

describe('satchel, beside other processes', () => {
  test('goes to the host that holds the store, and opens it again when the host was killed', async () => {
    const [host, line] = await start(hostProgram, '--no-auto-sync', '--json');
    const { url, socket } = JSON.parse(line) as { url: string; socket: string };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
    const added = await spawned(['records', 'add', 'owners', 'full_name=Ada', '--json']);
    expect([added.code, added.stderr]).toEqual([0, '']);

    host.kill('SIGKILL');
    await once(host, 'exit');
    const page = await satchel(['records', 'list', 'owners', '--json']);
    expect(page.json<RecordPage>().total).toBe(1);
  });

  test('a host that is told to stop leaves nothing behind', async () => {
    const [host] = await start(hostProgram, '--no-auto-sync', '--json');
    host.kill('SIGTERM');
    const [code] = (await once(host, 'exit')) as [number];
    expect(code).toBe(0);
    for (const name of ['host.json', 'engine.sock']) {
      await expect(stat(join(home, name))).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  test('a second host on the same home says who holds the store', async () => {
    const [host] = await start(hostProgram, '--no-auto-sync', '--json');
    const [, line] = await start(hostProgram, '--no-auto-sync', '--json');
    expect(JSON.parse(line)).toMatchObject({
      error: { code: 'STORE_LOCKED', details: { pid: host.pid } },
    });
  });

  test('names the process that keeps the store and does not answer', async () => {
    const [holder] = await start(holderProgram);
    const ran = await satchel(['status', '--json']);
    expect([ran.code, ran.json()]).toMatchObject([
      1,
      { error: { code: 'STORE_LOCKED', details: { pid: holder.pid } } },
    ]);
  });

  test('a command that is interrupted says so, and lets go of the store', async () => {
    await satchel(['init']);
    // It waits for rows on standard input, with the store open.
    const args = [
      satchelProgram,
      'records',
      'add',
      'owners',
      '--file',
      '-',
      '--json',
      '--home',
      home,
    ];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    started.push(child);
    await vi.waitFor(() => stat(join(home, 'satchel.pid')), { timeout: 10_000 });
    const answer = once(child.stdout, 'data') as Promise<[Buffer]>;
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(JSON.parse((await answer).toString())).toMatchObject({ error: { code: 'INTERRUPTED' } });
    expect((await satchel(['status'])).code).toBe(0);
  });

  test.each(['often', '70000', '-1', '1.5'])('serve refuses the port %s', async (port) => {
    const ran = await spawned(['serve', `--port=${port}`, '--json']);
    expect([ran.code, ran.json()]).toMatchObject([2, { error: { code: 'USAGE' } }]);
  });

  test('serve prints the address and stops with the command', async () => {
    const bin = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));
    const child = spawn(process.execPath, [bin, 'serve', '--no-auto-sync', '--home', home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toMatch(/Satchel is open at http:\/\/127\.0\.0\.1:\d+\/#token=/);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(stat(join(home, 'host.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
