import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** A moment in a write-ahead log: its generation and how many transactions lie in it. */
export interface CommitPlace {
  readonly salt: string;
  readonly commits: number;
}

const FILE_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Transactions in the write-ahead log, counted in the file itself: those with `synchronous=FULL` were one sync each.
 * Format: https://www.sqlite.org/fileformat2.html#walformat
 */
export function readCommitPlace(database: string): CommitPlace {
  const path = `${database}-wal`;
  if (!existsSync(path)) return { salt: '', commits: 0 };
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(FILE_HEADER);
    if (readSync(file, header, 0, FILE_HEADER, 0) < FILE_HEADER) return { salt: '', commits: 0 };
    const pageSize = header.readUInt32BE(8);
    const salt = header.toString('hex', 16, 24);
    const { size } = fstatSync(file);
    const frame = Buffer.alloc(FRAME_HEADER);
    let commits = 0;
    for (let at = FILE_HEADER; at + FRAME_HEADER <= size; at += FRAME_HEADER + pageSize) {
      readSync(file, frame, 0, FRAME_HEADER, at);
      // Frames of an older generation lie behind the newest one.
      if (frame.toString('hex', 8, 16) !== salt) break;
      if (frame.readUInt32BE(4) !== 0) commits++;
    }
    return { salt, commits };
  } finally {
    closeSync(file);
  }
}

/** Commits since then; where the log began anew in between, those of the new one. */
export function commitsSince(database: string, before: CommitPlace): number {
  const now = readCommitPlace(database);
  return now.salt === before.salt ? now.commits - before.commits : now.commits;
}
