import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from '../../host/start-host.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { type Ran, type RunOptions, runSatchel } from '../support/satchel-command.ts';

// The app here serves the double, which no store on disk could imitate: an answer from it came over the socket.
const entry = new URL('../support/fake-engine-thread.ts', import.meta.url);
let home: string;
let host: Host;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'satchel-app-'));
  const entries = { engine: entry, reader: entry };
  const log = createMemoryLog();
  host = await startHost({ home, uiDir: home, log, entries, reader: false, environment: {} });
});
afterAll(async () => {
  await host.close();
  await rm(home, { recursive: true });
});

const satchel = (args: string[], options: RunOptions = {}): Promise<Ran> =>
  runSatchel(args, { home, ...options });

describe('satchel, while an app holds the store', () => {
  test('status asks the app, says it in words, and calls for attention', async () => {
    const { code, stdout } = await satchel(['status']);
    expect(code).toBe(3);
    expect(stdout).toContain('1 conflict waits for a decision: satchel conflicts --home ');
    expect(stdout).toMatch(/^Configured +yes, http:\/\/127\.0\.0\.1:1 as mara, Harbour/m);
    expect(stdout).toMatch(/^Last sync +\d+ days ago .*success, took 0.2 s$/m);
  });

  test('status --json has the fields scripts read', async () => {
    const { stdout, json } = await satchel(['status', '--json']);
    expect(stdout.trim().startsWith('{')).toBe(true);
    expect(json()).toMatchObject({
      state: 'attention',
      online: true,
      pending: 0,
      conflicts: 1,
      quarantined: 0,
      cursor: { epoch: 1, version: 4 },
      head: { epoch: 1, version: 4 },
      lastSync: { to: expect.any(String) as string, from: expect.any(String) as string },
      nextSync: null,
      tables: [{ table: 'owners', here: 0, there: 0 }],
    });
  });

  test('sync --json has the fields scripts read', async () => {
    const ran = await satchel(['sync', '--json', '--collections', 'owners,patients']);
    expect(ran.code).toBe(3);
    expect(ran.json()).toMatchObject({
      start: expect.any(String) as string,
      end: expect.any(String) as string,
      status: 'success',
      trigger: 'manual',
      duration: 0.2,
      bytes: { sent: 120, received: 80 },
      tables: { owners: { pushed: 2, pulled: 0, conflicts: 0, quarantined: 0 } },
      collections: ['owners', 'patients'],
    });
  });

  test('sync names a table that does not exist before it begins', async () => {
    const ran = await satchel(['sync', '--tables', 'ownrs', '--json']);
    expect(ran.code).toBe(2);
    expect(ran.json()).toMatchObject({
      error: { code: 'TABLE_UNKNOWN', details: { suggestion: ' Did you mean "owners"?' } },
    });
  });

  test('an error says what happened, to what, and what to do', async () => {
    const { code, stdout, stderr } = await satchel(['sync', '--direction', 'pull']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'The server http://x cannot be reached: refused\n' +
        'Check the network; work goes on and is sent later.\n',
    );
  });

  test('conflicts shows both versions and the exact command that decides', async () => {
    const { code, stdout } = await satchel(['conflicts']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/here +Rexi .*mara, at Front desk/);
    expect(stdout).toMatch(/server +Max .*jon/);
    expect(stdout).toContain(`satchel resolve c1 --strategy keep_remote --home ${home}`);
    const ran = await satchel(['conflicts', '--json']);
    expect(ran.json<unknown[]>()).toMatchObject([
      { _id: 'c1', resolveCommand: `satchel resolve c1 --strategy keep_remote --home ${home}` },
    ]);
  });

  test('resolve decides, and says to sync next', async () => {
    const args = ['resolve', 'c1', '--strategy', 'keep_local', '--notes', 'asked the owner'];
    const { code, stdout } = await satchel(args);
    expect(code).toBe(0);
    expect(stdout).toBe(`Resolved.\nNext: satchel sync --home ${home}\n`);
  });

  test.each([
    [['resolve', 'c1', '--strategy', 'guess'], 2, 'STRATEGY_UNKNOWN'],
    [['resolve', 'c9', '--strategy', 'keep_local'], 2, 'CONFLICT_NOT_FOUND'],
    [['logs', '99'], 2, 'LOG_NOT_FOUND'],
    [['logs', '--limit', '0'], 2, 'USAGE'],
    [['records', 'get', 'owners', 'nobody'], 1, 'RECORD_NOT_FOUND'],
    [['records', 'add', 'owners', 'ful_name=Ada'], 2, 'COLUMN_UNKNOWN'],
    [['records', 'add', 'owners', 'Ada'], 2, 'USAGE'],
    [['records', 'add', 'owners'], 2, 'USAGE'],
    [['config', 'get', 'sync.batchsize'], 2, 'CONFIG_UNKNOWN_KEY'],
  ])('%j ends with exit code %i and %s', async (args, code, error) => {
    const ran = await satchel([...args, '--json']);
    expect(ran.json()).toMatchObject({ error: { code: error } });
    expect(ran.code).toBe(code);
  });

  test('login takes the password from standard input or the environment', async () => {
    const args = ['login', '--username', 'mara', '--json'];
    const piped = await satchel(args, { stdin: 'correct horse\n' });
    expect(piped.json()).toMatchObject({ signedIn: true, username: 'mara' });
    const named = await satchel(args, { environment: { SATCHEL_PASSWORD: 'correct horse' } });
    expect(named.code).toBe(0);
    const wrong = await satchel(args, { stdin: 'wrong\n' });
    expect([wrong.code, wrong.json()]).toMatchObject([1, { error: { code: 'SIGN_IN_REFUSED' } }]);
    const none = await satchel(args);
    expect([none.code, none.json()]).toMatchObject([2, { error: { code: 'PASSWORD_MISSING' } }]);
  });

  test.each([
    ['compare'],
    ['test-connection'],
    ['whoami'],
    ['logout'],
    ['logs'],
    ['config'],
    ['config', 'get', 'sync.batchSize'],
    ['config', 'explain', 'sync.batchSize'],
    ['records', 'tables'],
    ['records', 'tables', 'owners'],
    ['records', 'list', 'owners'],
    ['quarantine', 'list'],
    ['quarantine', 'retry', '--all'],
    ['quarantine', 'undo'],
  ])('%s answers in words and as one document', async (...args) => {
    const words = await satchel(args);
    expect([words.code, words.stderr]).toEqual([0, '']);
    expect(words.stdout.trim()).not.toBe('');
    expect(words.stdout.trim()).not.toMatch(/^[[{]/);
    const document = await satchel([...args, '--json']);
    expect(document.code).toBe(0);
    expect(typeof document.json()).toBe('object');
  });
});
