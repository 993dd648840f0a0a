import { createHash, type Hash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { SNAPSHOT_DIGEST_HEADER } from '../../shared/protocol/snapshot.ts';
import { say } from '../../shared/said/said.ts';
import type { HttpResponse } from '../ports.ts';
import { removeDatabase } from '../store/snapshot-import.ts';
import { withRetries } from './backoff.ts';
import type { SyncContext } from './context.ts';

/** Where a snapshot lies once it is whole; `.part` and `.part.etag` beside it are one on its way. */
export function snapshotPath(context: SyncContext): string {
  return `${context.store.path}.snapshot`;
}

/** Removes everything of a snapshot, whole or not. */
export function forgetSnapshot(context: SyncContext): void {
  const whole = snapshotPath(context);
  removeDatabase(whole);
  removeDatabase(`${whole}.sealed`);
  removePart(`${whole}.part`);
}

/**
 * Downloads the server's snapshot to `snapshotPath`, going on where an earlier attempt broke off. The `.etag` beside
 * the part tells which snapshot it is of.
 * @throws SatchelError SYNC_TORN where the bytes are not those the server promised; they are fetched anew next time
 */
export async function fetchSnapshot(context: SyncContext): Promise<void> {
  const { clock, random, run, settings, signal } = context;
  const whole = snapshotPath(context);
  const part = `${whole}.part`;
  const { promised, found } = await withRetries(() => downloadRest(context, part), {
    clock,
    random,
    signal,
    retries: Math.max(settings.maxRetries, 5),
    onRetry: () => {
      run.event('warn', say('event-download-resumed'));
    },
  });
  if (found !== promised) {
    removePart(part);
    throw new SatchelError('SYNC_TORN');
  }
  // A WAL left beside an earlier one would be taken for this file's.
  removeDatabase(whole);
  renameSync(part, whole);
  removePart(part);
}

function removePart(part: string): void {
  rmSync(part, { force: true });
  rmSync(`${part}.etag`, { force: true });
}

/** Hex SHA-256 as the server promises it for the whole file, and of the bytes that are here. */
interface Digests {
  readonly promised: string;
  readonly found: string;
}

async function downloadRest(context: SyncContext, part: string): Promise<Digests> {
  const { client, run, signal } = context;
  const tag = `${part}.etag`;
  const known = existsSync(part) && existsSync(tag) ? readFileSync(tag, 'utf8') : '';
  const have = known === '' ? 0 : statSync(part).size;
  let sum = createHash('sha256');
  if (have > 0) await addFile(sum, part);
  // Ended between the last byte and what follows it: the tag is the digest.
  const here = sum.copy().digest('hex');
  if (known === `"${here}"`) return { promised: here, found: here };
  const response = await client
    .snapshot(have > 0 ? { range: `bytes=${String(have)}-`, 'if-range': known } : {}, { signal })
    .catch((error: unknown) => {
      // Nothing lies behind what is here already, and it is not what it was: it is fetched anew.
      if (isSatchelError(error, 'SERVER_ERROR') && error.details.status === 416) {
        rmSync(part, { force: true });
        throw new SatchelError('SYNC_TORN', {}, { cause: error });
      }
      throw error;
    });
  const start = response.status === 206 ? have : 0;
  writeFileSync(tag, response.headers.etag ?? '');
  if (start === 0) sum = createHash('sha256');
  const size = Number(response.headers['content-length'] ?? 0) + start;
  const file = await open(part, start > 0 ? 'a' : 'w', 0o600);
  let bytes = start;
  try {
    await writeAll(response, file, (chunk) => {
      sum.update(chunk);
      bytes += chunk.length;
      run.bytesReceived += chunk.length;
      run.progress({ phase: 'snapshot', bytes, totalBytes: size });
    });
    await file.sync();
  } finally {
    await file.close();
  }
  if (bytes < size) throw new SatchelError('SYNC_TORN');
  return { promised: response.headers[SNAPSHOT_DIGEST_HEADER] ?? '', found: sum.digest('hex') };
}

const WRITE_BYTES = 256 << 10;
const FLUSH_BYTES = 64 << 20;

/** A write is under way while the next bytes come in, and the disk takes what it has so far: no more lies in memory. */
async function writeAll(
  response: HttpResponse,
  file: FileHandle,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  let chunks: Uint8Array[] = [];
  let gathered = 0;
  let unflushed = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let flushing: Promise<unknown> = Promise.resolve();
  const write = async (): Promise<void> => {
    const next = chunks;
    await writing;
    writing = file.writev(next);
    // Awaited with the next write; a failure before that is not unhandled.
    writing.catch(() => undefined);
    unflushed += gathered;
    [chunks, gathered] = [[], 0];
    if (unflushed < FLUSH_BYTES) return;
    await flushing;
    flushing = file.datasync();
    flushing.catch(() => undefined);
    unflushed = 0;
  };
  try {
    for await (const chunk of response.body) {
      onChunk(chunk);
      chunks.push(chunk);
      gathered += chunk.length;
      if (gathered >= WRITE_BYTES) await write();
    }
  } finally {
    // What came before a line broke is kept: the next attempt goes on behind it.
    if (gathered > 0) await write();
    await writing;
    await flushing;
  }
}

async function addFile(sum: Hash, path: string): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: WRITE_BYTES })) {
    sum.update(chunk as Uint8Array);
  }
}
