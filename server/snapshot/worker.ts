import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Commit } from '../../shared/protocol/commit.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { readHead, toCommit } from '../store/clinics.ts';
import { type Client, createPool, inTransaction } from '../store/database.ts';
import { copyStampedTable, shareSnapshot } from '../store/read-table.ts';
import { readRowBlocks } from './row-blocks.ts';
import { SnapshotFile } from './snapshot-file.ts';
import type { StampsJob } from './stamps-worker.ts';

/**
 * SQLite writes block: they happen in this thread, on a connection of its own. The stamps are written in another meanwhile,
 * from the same state of PostgreSQL, so that two processors are at work.
 */
export interface SnapshotJob {
  readonly url: string;
  /** Beside it lies `.stamps` for a while. */
  readonly path: string;
  readonly clinic: number;
  readonly origin: { readonly server: string; readonly clinic: string; readonly schema: string };
  readonly schema: SchemaManifest;
  readonly now: number;
}

export interface SnapshotBuilt {
  readonly commit: Commit;
  readonly digest: string;
  readonly bytes: number;
}

async function build(job: SnapshotJob): Promise<SnapshotBuilt> {
  const { url, path, clinic, origin, schema } = job;
  const stampsPath = `${path}.stamps`;
  rmSync(stampsPath, { force: true });
  const pool = createPool(url, 1);
  const file = new SnapshotFile(path, schema);
  try {
    const commit = await inTransaction(
      pool,
      { clinic, mode: 'REPEATABLE READ READ ONLY' },
      async (client) => {
        const head = toCommit(await readHead(client, clinic));
        const { setup } = await shareSnapshot(client);
        const stamps = buildStamps({ ...job, path: stampsPath, setup });
        try {
          await Promise.race([stamps.failed, copyRows(client, file, job)]);
          await stamps.built;
        } finally {
          await stamps.end();
        }
        return head;
      },
    );
    file.finish({ ...origin, ...commit }, stampsPath);
    return { commit, digest: await seal(path), bytes: statSync(path).size };
  } catch (error) {
    file.abandon();
    throw error;
  } finally {
    await pool.end();
    rmSync(stampsPath, { force: true });
  }
}

async function copyRows(
  client: Client,
  file: SnapshotFile,
  { clinic, schema }: SnapshotJob,
): Promise<void> {
  for (const [index, table] of schema.tables.entries()) {
    const write = file.writer(index);
    const rows = copyStampedTable(client, { clinic, table, columns: table.columns });
    for await (const block of readRowBlocks(rows)) write(block);
  }
}

function buildStamps({ url, path, clinic, schema, now, setup }: StampsJob) {
  const workerData: StampsJob = { url, path, clinic, schema, now, setup };
  const worker = new Worker(new URL('./stamps-worker.ts', import.meta.url), { workerData });
  const built = new Promise<void>((resolve, reject) => {
    worker.once('message', () => {
      resolve();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the thread of a snapshot's stamps ended with ${String(code)}`));
    });
  });
  // Awaited when the rows are there; until then a failure ends the copying.
  built.catch(() => undefined);
  const failed = built.then(() => new Promise<never>(() => undefined));
  return { built, failed, end: () => worker.terminate() };
}

/** Brings the file to the disk, so that its recorded digest holds after a power cut, and hashes it meanwhile. */
async function seal(path: string): Promise<string> {
  const file = await open(path, 'r+');
  try {
    const sum = createHash('sha256');
    const bytes = createReadStream(path, { highWaterMark: 1 << 20 });
    await Promise.all([file.sync(), pipeline(bytes, sum)]);
    return sum.digest('hex');
  } finally {
    await file.close();
  }
}

parentPort?.postMessage(await build(workerData as SnapshotJob));
