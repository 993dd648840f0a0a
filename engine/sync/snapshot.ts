import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { ORIGIN, sameCommit } from '../../shared/protocol/commit.ts';
import { SNAPSHOT_DIGEST_HEADER } from '../../shared/protocol/snapshot.ts';
import { noteCheckpoint } from '../store/checkpoints.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import { importSnapshot, isBlank, verifySnapshot } from '../store/snapshot-import.ts';
import { withRetries } from './backoff.ts';
import { breathe, type SyncContext } from './context.ts';
import { checkBinding } from './identity.ts';

/**
 * The first sync of a large clinic: the server's snapshot, resumed where a broken line left off, verified, then taken
 * over; the pull that follows starts at its head [SYNC-9]. A desk that holds anything, or a small clinic, pulls pages.
 */
export async function firstSync(context: SyncContext): Promise<void> {
  const { store, client, signal, settings } = context;
  if (!sameCommit(readDesk(store.db).cursor, ORIGIN) || readDesk(store.db).reconcile !== null)
    return;
  if (!isBlank(store)) return;
  const info = await client.info({ signal, counts: true });
  checkBinding(store, {
    server: info.server,
    clinic: info.clinic.id,
    environment: context.environment,
  });
  const rows = info.tables.reduce((sum, { count }) => sum + (count ?? 0), 0);
  if (rows < settings.snapshotRows) return;
  const path = await fetchSnapshot(context);
  try {
    // Another schema's file would lack columns or tables: pages name what they hold.
    if (verifySnapshot(path).schema === context.schemaHash) await takeOver(context, path, rows);
  } finally {
    rmSync(path, { force: true });
  }
}

async function takeOver(context: SyncContext, path: string, totalRows: number): Promise<void> {
  const { store, run, signal } = context;
  const facts = verifySnapshot(path);
  const desk = readDesk(store.db);
  if (facts.server !== desk.server || facts.clinic !== desk.clinic) {
    throw new SatchelError('SYNC_BINDING', {
      bound: `clinic ${String(desk.clinic)}`,
      found: `clinic ${facts.clinic} in the snapshot`,
    });
  }
  let rows = 0;
  await importSnapshot(store, path, async (table, count) => {
    rows += count;
    run.pulled.set(table, (run.pulled.get(table) ?? 0) + count);
    run.progress({ phase: 'applying', table, rows, totalRows });
    await breathe();
    if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
  });
  noteCheckpoint(store.db, facts.commit);
  updateDesk(store.db, { cursor: facts.commit, seen: facts.commit, head: facts.commit });
}

/** Downloads into `<database>.snapshot.part`, whose `.etag` tells which snapshot the part is of. */
async function fetchSnapshot(context: SyncContext): Promise<string> {
  const { store, clock, random, run, settings, signal } = context;
  const part = `${store.path}.snapshot.part`;
  const digest = await withRetries(() => downloadRest(context, part), {
    clock,
    random,
    signal,
    retries: Math.max(settings.maxRetries, 5),
    onRetry: () => {
      run.event('warn', 'The first download broke off and is resumed');
    },
  });
  const found = await sha256(part);
  if (found !== digest) {
    rmSync(part, { force: true });
    rmSync(`${part}.etag`, { force: true });
    throw new SatchelError('SYNC_TORN');
  }
  const whole = `${store.path}.snapshot`;
  renameSync(part, whole);
  rmSync(`${part}.etag`, { force: true });
  return whole;
}

/** Returns the SHA-256 the server promises for the whole file. */
async function downloadRest({ client, run, signal }: SyncContext, part: string): Promise<string> {
  const tag = `${part}.etag`;
  const known = existsSync(part) && existsSync(tag) ? readFileSync(tag, 'utf8') : '';
  const have = known === '' ? 0 : statSync(part).size;
  const response = await client
    .snapshot(have > 0 ? { range: `bytes=${String(have)}-`, 'if-range': known } : {}, { signal })
    .catch((error: unknown) => {
      // Nothing lies behind what is here already: the part is whole, or not what it was; it is fetched anew.
      if (isSatchelError(error, 'SERVER_ERROR') && error.details.status === 416) {
        rmSync(part, { force: true });
        throw new SatchelError('SYNC_TORN', {}, { cause: error });
      }
      throw error;
    });
  const resumed = response.status === 206;
  writeFileSync(tag, response.headers.etag ?? '');
  const size = Number(response.headers['content-length'] ?? 0) + (resumed ? have : 0);
  const file = await open(part, resumed ? 'a' : 'w', 0o600);
  let bytes = resumed ? have : 0;
  try {
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      bytes += chunk.length;
      run.bytesReceived += chunk.length;
      run.progress({ phase: 'snapshot', bytes, totalBytes: size });
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (bytes < size) throw new SatchelError('SYNC_TORN');
  return response.headers[SNAPSHOT_DIGEST_HEADER] ?? '';
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}
