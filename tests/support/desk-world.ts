import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import {
  type Ran,
  type RunOptions,
  runSatchel,
  type SpawnOptions,
  spawnSatchel,
} from './satchel-command.ts';

export const worldPassword = 'correct horse battery';

/** A real server with one clinic, and as many desks as a test names, driven by the real command line. */
export interface DeskWorld {
  server: RunningServer;
  readonly folder: string;
  home(desk: string): string;
  /** Runs `satchel` at a desk. */
  at(desk: string, args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same in a process of its own, which has to end by itself. */
  spawnAt(desk: string, args: readonly string[], options?: SpawnOptions): Promise<Ran>;
  /** Sets a desk up and signs it in as `username`. */
  join(desk: string, username?: string): Promise<void>;
  /** Stops the server; `restart` starts it again on the same port and data. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function createDeskWorld(): Promise<DeskWorld> {
  // PostgreSQL's own user must be able to enter every parent of its data.
  const folder = await mkdtemp(join(tmpdir(), 'satchel-world-'));
  await chmod(folder, 0o755);
  const options = {
    dataDir: join(folder, 'server'),
    passwordCost: { memoryKib: 64, passes: 1 },
  };
  let server = await startServer(options);
  const { port } = new URL(server.url);
  await server.admin.addClinic('Harbour');
  for (const username of ['mara', 'jon']) {
    const user = { username, password: worldPassword, clinic: 'Harbour', role: 'staff' as const };
    await server.admin.addUser(user);
  }
  const home = (desk: string): string => join(folder, desk);
  const world: DeskWorld = {
    server,
    folder,
    home,
    at: (desk, args, run = {}) => runSatchel(args, { home: home(desk), ...run }),
    spawnAt: (desk, args, run = {}) => spawnSatchel(args, { home: home(desk), ...run }),
    join: async (desk, username = 'mara') => {
      const args = ['init', '--server', server.url, '--username', username, '--device-name', desk];
      const ran = await world.at(desk, args, { stdin: `${worldPassword}\n` });
      if (ran.code !== 0) throw new Error(`init failed: ${ran.stderr}`);
    },
    stop: () => server.close(),
    restart: async () => {
      server = await startServer({ ...options, port: Number(port) });
      world.server = server;
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}
