import { chmodSync, existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { renameDurably, syncFile, syncFolder } from './durable-file.ts';

/** Points at which a kill is tried. */
export type ExchangePoint = 'log-aside' | 'old-kept' | 'exchanged';

export interface Exchange {
  /** A whole file, checked and closed. */
  readonly from: string;
  /** The database's place. Nobody but the caller has it open. */
  readonly to: string;
  /** Where the old one goes, with its log; where left out, its log was played back and nothing of it stays. */
  readonly keep?: string;
  readonly reached?: (point: ExchangePoint) => void;
}

const besides = ['-wal', '-shm', '-journal'];

/**
 * The one way in which a file takes the database's place: at a restore, after a first sync, and under another key. A kill at
 * any point leaves the old or the new one there, whole, and the same call again ends it. A log of the old one is never
 * left beside the new, which would play it back. Where it throws, the old one is there still.
 * @throws SatchelError STORE_CORRUPT where a log lies there that nobody keeps, and what the file system refuses
 */
export function exchangeDatabase(exchange: Exchange): void {
  const { from, to, keep, reached = () => undefined } = exchange;
  syncFile(from);
  if (existsSync(to)) chmodSync(from, statSync(to).mode & 0o777);
  if (keep === undefined) requireNoLog(to);
  else {
    for (const suffix of besides) {
      if (existsSync(to + suffix)) renameSync(to + suffix, keep + suffix);
    }
    syncFolder(dirname(keep));
    reached('log-aside');
    keepOld(to, keep);
  }
  reached('old-kept');
  renameDurably(from, to);
  reached('exchanged');
}

// A second name for the old file, so that its place is never empty; where links are not to be had, it is for a moment.
function keepOld(to: string, keep: string): void {
  if (!existsSync(to) || existsSync(keep)) return;
  try {
    linkSync(to, keep);
  } catch {
    renameSync(to, keep);
  }
  syncFolder(dirname(keep));
}

function requireNoLog(to: string): void {
  const log = [`${to}-wal`, `${to}-journal`].find(
    (path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
  if (log === undefined) return;
  throw new SatchelError('STORE_CORRUPT', { path: log, detail: 'it was not played back' });
}
