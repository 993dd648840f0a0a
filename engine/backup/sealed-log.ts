import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { openReadonly, openWritable } from '../store/database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { renameDurably } from '../store/durable-file.ts';
import { keyOfFile } from '../store/find-key.ts';
import { requireSpace } from './free-space.ts';
import { breathe, type JobContext } from './job.ts';

const CHUNK_BYTES = 1 << 20;

/** Of a log that was put aside in the clear, and what it is called once it is sealed. */
export const PLAIN_LOG = '-wal';
const SEALED_SUFFIX = '.sealed.db';

/**
 * Seals a log that was put aside, byte for byte, as the rows of a database: one cipher and one kind of key for all that a desk
 * keeps. What was written is read back and compared before the plain file goes.
 * @throws SatchelError BACKUP_NO_SPACE, BACKUP_CANCELLED
 */
export async function sealLog(path: string, key: DatabaseKey, context: JobContext): Promise<void> {
  const to = `${path}${SEALED_SUFFIX}`;
  const part = `${to}.part`;
  requireSpace(dirname(path), statSync(path).size);
  try {
    const hash = await write(path, { part, key, context });
    if (hash !== hashOfRows(part, key)) {
      throw new SatchelError('STORE_CORRUPT', { path: part, detail: 'the copy is not the same' });
    }
    renameDurably(part, to);
    rmSync(path, { force: true });
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(part + suffix, { force: true });
  }
}

export interface OpenLogInput {
  /** A log that `sealLog` sealed. */
  readonly from: string;
  readonly to: string;
  readonly keys: readonly DatabaseKey[];
}

/**
 * Writes the log as it was, in the clear.
 * @throws SatchelError STORE_MISSING, STORE_KEY_MISSING, STORE_KEY_WRONG, BACKUP_CANCELLED
 */
export async function openLog(input: OpenLogInput, context: JobContext): Promise<void> {
  const { from, to, keys } = input;
  const part = `${to}.part`;
  const db = openReadonly(from, { mustExist: true, key: keyOfFile(from, keys) });
  try {
    const file = openSync(part, 'w', 0o600);
    try {
      for (const bytes of chunksOf(db)) {
        await breathe(context);
        writeSync(file, bytes);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameDurably(part, to);
  } finally {
    db.close();
    rmSync(part, { force: true });
  }
}

async function write(
  path: string,
  { part, key, context }: { part: string; key: DatabaseKey; context: JobContext },
): Promise<string> {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  const db = openWritable(part, { key });
  try {
    db.exec('CREATE TABLE log (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = chunk.subarray(0, read);
      hash.update(bytes);
      db.run('INSERT INTO log (bytes) VALUES (?)', bytes);
      context.progress({ phase: 'encrypting', done: 0, total: null });
      await breathe(context);
    }
    // Else whoever reads it makes files beside it.
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
    closeSync(file);
  }
  return hash.digest('hex');
}

function hashOfRows(path: string, key: DatabaseKey): string {
  const hash = createHash('sha256');
  const db = openReadonly(path, { mustExist: true, key });
  try {
    for (const bytes of chunksOf(db)) hash.update(bytes);
  } finally {
    db.close();
  }
  return hash.digest('hex');
}

function* chunksOf(db: ReturnType<typeof openReadonly>): Iterable<Uint8Array> {
  for (const { bytes } of db.iterate<{ bytes: Uint8Array }>(
    'SELECT bytes FROM log ORDER BY number',
  )) {
    yield bytes;
  }
}
