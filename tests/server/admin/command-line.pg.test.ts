import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isAlive } from '../../../server/store/file-lock.ts';
import { connect } from '../../support/postgres.ts';
import { PASSWORD, signIn, spawnServer, temporaryData } from '../../support/server.ts';
import { WireClient } from '../../support/wire-client.ts';

const run = promisify(execFile);

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function command(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  try {
    const running = run(process.execPath, ['server/bin.mjs', ...args], {
      env: { ...process.env, SATCHEL_PASSWORD: '', ...env },
    });
    running.child.stdin?.end();
    const { stdout, stderr } = await running;
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

function cluster(dataDir: string): { dir: string; port: number; password: string } {
  return JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')).cluster;
}

const postmaster = (dataDir: string) =>
  Number(readFileSync(join(cluster(dataDir).dir, 'postmaster.pid'), 'utf8').split('\n')[0]);

const owner = (id: string): (string | null)[] => [id, 'Ann', null, null, null, null];

describe('satchel-server with a PostgreSQL of its own', () => {
  it('administers while nothing runs, while the server runs, and after it was killed', async () => {
    const data = temporaryData();
    const user = { SATCHEL_PASSWORD: PASSWORD };
    const added = await command(['clinic', 'add', 'Riverside', '--data', data, '--json']);
    expect([added.code, JSON.parse(added.out).name]).toEqual([0, 'Riverside']);
    expect(statSync(join(data, 'server.json')).mode & 0o777).toBe(0o600);

    const server = await spawnServer({ dataDir: data });
    const running = postmaster(data);
    const beside = await command(
      ['user', 'add', 'ann', '--clinic', 'Riverside', '--role', 'admin', '--data', data],
      user,
    );
    expect(beside.code).toBe(0);
    expect(postmaster(data)).toBe(running);
    const { access } = await signIn(server.url, 'ann', 'desk-1');
    const client = new WireClient({ url: server.url, token: access });
    await client.push([client.insert('owners', owner('o1'))]);

    await server.kill();
    expect(isAlive(running)).toBe(true);
    const again = await spawnServer({ dataDir: data });
    expect(postmaster(data)).toBe(running);
    const second = new WireClient({
      url: again.url,
      token: (await signIn(again.url, 'ann', 'desk-1')).access,
    });
    expect((await second.pull()).rows).toHaveLength(1);
    expect(await again.stop()).toBe(0);
    expect(existsSync(join(cluster(data).dir, 'postmaster.pid'))).toBe(false);

    const list = await command(['user', 'list', '--data', data, '--json']);
    expect(JSON.parse(list.out)).toMatchObject({
      users: [{ username: 'ann', role: 'admin', clinic: 'Riverside' }],
    });
  });

  it('starts again after everything was killed, with every answered batch', async () => {
    const data = temporaryData();
    await command(['clinic', 'add', 'Riverside', '--data', data]);
    const added = ['user', 'add', 'ann', '--clinic', 'Riverside', '--data', data];
    await command(added, { SATCHEL_PASSWORD: PASSWORD });
    const server = await spawnServer({ dataDir: data });
    const { access } = await signIn(server.url, 'ann', 'desk-1');
    const client = new WireClient({ url: server.url, token: access });
    for (let i = 0; i < 5; i++)
      await client.push([client.insert('owners', owner(`o${String(i)}`))]);
    const pid = postmaster(data);
    await server.kill();
    process.kill(pid, 'SIGKILL');
    // Its pid file stays, and may by now name a process that has nothing to do with it.
    const file = join(cluster(data).dir, 'postmaster.pid');
    const stranger = spawn('sleep', ['60']);
    writeFileSync(file, readFileSync(file, 'utf8').replace(String(pid), String(stranger.pid)));
    const again = await spawnServer({ dataDir: data });
    stranger.kill();
    const second = new WireClient({
      url: again.url,
      token: (await signIn(again.url, 'ann', 'desk-1')).access,
    });
    const { rows, head } = await second.pull();
    expect(rows).toHaveLength(5);
    expect(head.version).toBe(5);
    expect(await again.stop()).toBe(0);
  });

  it('listens on loopback only, and asks for a password', async () => {
    const data = temporaryData();
    const server = await spawnServer({ dataDir: data });
    const { port, password } = cluster(data);
    const sql = await connect(`postgres://postgres:${password}@127.0.0.1:${String(port)}/satchel`);
    const { rows } = await sql.query(
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync,
              current_setting('unix_socket_directories') AS sockets`,
    );
    await sql.end();
    expect(rows).toEqual([{ addresses: '127.0.0.1', fsync: 'on', sockets: '' }]);
    await expect(
      connect(`postgres://postgres:x@127.0.0.1:${String(port)}/satchel`),
    ).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  it.runIf(process.getuid?.() === 0)(
    'as root in a private folder keeps the cluster where its user can enter, and says where',
    async () => {
      const data = temporaryData();
      chmodSync(data, 0o700);
      const { code } = await command(['clinic', 'add', 'Riverside', '--data', data]);
      expect(code).toBe(0);
      const { dir } = cluster(data);
      expect(dir.startsWith(data)).toBe(false);
      await run('rm', ['-rf', join(dir, '..')]);
    },
  );
});

describe('satchel-server used wrongly', () => {
  it('says what is wrong, with exit code 2', async () => {
    const data = temporaryData();
    const wrong: [string[], string][] = [
      [['bogus'], 'unknown command'],
      [['serve', '--port', 'x', '--data', data], 'a port is a number'],
      [['serve', '--host', '0.0.0.0', '--data', data], 'without TLS'],
      [['serve', '--tls-cert', 'x', '--data', data], 'go together'],
      [
        ['user', 'add', 'ann', '--clinic', 'x', '--role', 'king', '--data', data],
        'Allowed choices',
      ],
    ];
    for (const [args, words] of wrong) {
      const { code, err, out } = await command(args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toContain(words);
    }
    const json = await command(['bogus', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'USAGE' } });
    expect((await command(['--help'])).code).toBe(0);
  });

  it('names a port in use, a clinic that is missing, and a password that is', async () => {
    const data = temporaryData();
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const serve = await command(['serve', '--port', String(port), '--data', data]);
    holder.close();
    expect([serve.code, serve.err]).toEqual([
      1,
      expect.stringContaining(`Port ${String(port)} is in use`),
    ]);
    const user = ['user', 'add', 'ann', '--clinic', 'Nowhere', '--data', data];
    expect((await command(user)).code).toBe(2);
    const clinic = await command(user, { SATCHEL_PASSWORD: PASSWORD });
    expect([clinic.code, clinic.err]).toEqual([
      2,
      expect.stringContaining('no clinic called "Nowhere"'),
    ]);
  });
});
