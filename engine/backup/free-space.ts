import { statfsSync, statSync } from 'node:fs';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

/** A backup also needs its catalogue page, and a file system never fills to the last byte. */
const MARGIN_BYTES = 8 * 1024 * 1024;

/** @throws SatchelError BACKUP_NO_SPACE before anything is written */
export function requireSpace(folder: string, neededBytes: number): void {
  const free = freeBytes(folder);
  const needed = neededBytes + MARGIN_BYTES;
  if (free >= needed) return;
  throw new SatchelError('BACKUP_NO_SPACE', {
    path: folder,
    needed: megabytes(needed),
    free: megabytes(free),
  });
}

/** What this user may still write there. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** A database with what still lies in its WAL. */
export function databaseBytes(path: string): number {
  return [path, `${path}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}
