import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a data folder remembers about its own PostgreSQL and the server that runs on it. */
export interface ServerState {
  /** Where the cluster lies; not always inside the data folder, see `cluster-place.ts`. */
  readonly cluster?: { readonly dir: string; readonly port: number; readonly password: string };
  /** The running server, if any. */
  readonly server?: { readonly pid: number; readonly url: string };
}

const FILE = 'server.json';

export function readState(dataDir: string): ServerState {
  try {
    return JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as ServerState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Writes whole or not at all; readable by the owner only, for it holds the cluster's password. */
export function updateState(dataDir: string, change: Partial<ServerState>): void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  const temporary = `${path}.${String(process.pid)}.tmp`;
  const next = { ...readState(dataDir), ...change };
  writeFileSync(temporary, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}
