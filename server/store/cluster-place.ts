import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { canEnter, type SystemUser } from './cluster-user.ts';

const OTHER_PLACES = ['/var/lib/satchel', '/var/tmp/satchel'];

/**
 * The folder for a data folder's cluster: `<data>/postgres`, unless PostgreSQL's own user could not enter it
 * (under /root, or in a private temporary folder); then one beside the system's other data.
 */
export function choosePlace(dataDir: string, user: SystemUser | undefined): string {
  mkdirSync(dataDir, { recursive: true });
  if (!user || canEnter(dataDir, user)) return join(realpathSync(dataDir), 'postgres');
  const id = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  return join(reachableFolder(user), id, 'postgres');
}

/** The folder with the programs `initdb` and `postgres`, copied where PostgreSQL's user can run them. */
export function reachablePrograms(bin: string, user: SystemUser | undefined): string {
  if (!user || canEnter(bin, user)) return bin;
  const native = dirname(bin);
  const id = createHash('sha256').update(native).digest('hex').slice(0, 16);
  const copy = join(reachableFolder(user), `postgresql-${id}`);
  copyPrograms(native, copy);
  return join(copy, 'bin');
}

/** A copy that is whole or not there. Its links are those of the original, which name files beside them. */
export function copyPrograms(native: string, copy: string): void {
  if (existsSync(copy)) return;
  const part = `${copy}.${String(process.pid)}`;
  rmSync(part, { recursive: true, force: true });
  cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(part, copy);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    // Another process was faster: its copy is the same.
    if (!existsSync(copy)) throw error;
  }
}

/** Creates the cluster's folder, and those missing above it, so that `user` owns it and nobody else reads it. */
export function makePlace(dir: string, user: SystemUser | undefined): void {
  mkdirSync(dirname(dir), { recursive: true, mode: 0o755 });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!user) return;
  chmodSync(dir, 0o700);
  chownSync(dir, user.uid, user.gid);
}

function reachableFolder(user: SystemUser): string {
  for (const place of OTHER_PLACES) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o755 });
      if (canEnter(place, user)) return place;
    } catch {
      // Not writable here: the next one.
    }
  }
  const detail = `no folder that its user can enter (tried ${OTHER_PLACES.join(', ')})`;
  throw new SatchelError('POSTGRES_FAILED', { detail, log: 'the permissions of these folders' });
}
