import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { findPostgres } from '../../build/find/postgres.ts';
import { reachableFolder } from '../support/postgres.ts';

const root = join(import.meta.dirname, '../..');
const folder = reachableFolder('satchel-start-');
const data = join(folder, 'demo');
let child: ChildProcess | undefined;

/** Starts a command of package.json as a person without a display would, and waits for a word it prints. */
function start(args: readonly string[]) {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const started = spawn(process.execPath, [join(root, 'build/run.mjs'), ...args], { env });
  child = started;
  let output = '';
  const heard = new Set<() => void>();
  const listen = (chunk: Buffer) => {
    output += chunk.toString();
    for (const look of heard) look();
  };
  started.stdout.on('data', listen);
  started.stderr.on('data', listen);
  const ended = once(started, 'close').then(([code]) => ({ code: code as number, output }));
  const says = (words: string) =>
    Promise.race([
      new Promise<string>((resolve) => {
        const look = () => {
          if (output.includes(words)) resolve(output);
        };
        heard.add(look);
        look();
      }),
      ended.then(({ output: all }) => {
        throw new Error(`ended before it said "${words}":\n${all}`);
      }),
    ]);
  return { says, ended, kill: (signal: NodeJS.Signals) => started.kill(signal) };
}

afterEach(() => child?.kill('SIGKILL'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasPostgres = findPostgres(root) !== undefined;

describe.skipIf(!hasPostgres)('npm start', () => {
  it('serves the demo clinic, says where, and stops in order on Ctrl-C', async () => {
    const { says, ended, kill } = start(['build/start.ts', '--no-open', '--data', data]);
    const output = await says('Ctrl-C stops everything');
    expect(output).toMatch(/a demo clinic of \d+ records, on this desk and on the server/);
    expect(output).toContain('No desktop window: this machine has no display');
    expect(output).toContain(`npx satchel status --home ${join(data, 'home')}`);

    const [, address = '', token = ''] =
      /(http:\/\/127\.0\.0\.1:\d+\/)#token=([\w-]+)/.exec(output) ?? [];
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    // The app's own first sync may be under way.
    const status = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(new URL('api/sync/status', address), { headers })).json();
    };
    await expect
      .poll(status, { timeout: 30_000 })
      .toMatchObject({ state: 'synced', pending: 0, signedIn: true });

    kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it('comes back with the data of last time, and stops in order when it is killed', async () => {
    const { says, ended, kill } = start(['build/start.ts', '--no-open', '--data', data]);
    expect(await says('Ctrl-C stops everything')).toContain('the demo clinic is as you left it');
    kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it.each([['--bogus'], ['--port', 'abc'], ['--port', '70000']])(
    'says what is wrong with %s %s and starts nothing',
    async (...args) => {
      const { code, output } = await start(['build/start.ts', '--data', data, ...args]).ended;
      expect(code).toBe(2);
      expect(output).toContain(args[0]);
      expect(output).not.toContain('PostgreSQL');
    },
  );

  it('leaves a folder alone that holds something else', async () => {
    const strange = mkdtempSync(join(tmpdir(), 'satchel-strange-'));
    writeFileSync(join(strange, 'letter.txt'), 'mine');
    const { ended } = start(['build/start.ts', '--no-open', '--data', strange]);
    const { code, output } = await ended;
    expect(code).toBe(2);
    expect(output).toContain('holds something else');
    rmSync(strange, { recursive: true, force: true });
  });
});

describe.skipIf(!hasPostgres)('npm run demo', () => {
  it('shows a conflict, has it decided, and proves that both desks and the server are equal', async () => {
    const { code, output } = await start(['build/demo.ts']).ended;
    expect(output).not.toContain('✗');
    expect(output).toContain('exactly one conflict, at Surgery');
    expect(output).toMatch(/✓ the two files, read row by row: \d+ records, equal/);
    expect(output).toContain('Both desks and the server hold the same records.');
    expect(code).toBe(0);
  });
});
