import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Commit } from '../../shared/protocol/commit.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { readHead, toCommit } from '../store/clinics.ts';
import { createPool, inTransaction } from '../store/database.ts';
import { copyStampedTable } from '../store/read-table.ts';
import { readRowBlocks } from './row-blocks.ts';
import { RowsThread } from './rows-thread.ts';
import { StampsFile } from './stamps-file.ts';

/**
 * SQLite writes block: they happen in this thread, on a connection of its own. It reads the rows and writes their stamps;
 * the records themselves are written in another meanwhile, so that two processors are at work.
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
  const { url, path, clinic, origin, schema, now } = job;
  const stampsPath = `${path}.stamps`;
  rmSync(stampsPath, { force: true });
  const pool = createPool(url, 1);
  const rows = new RowsThread({ path, schema });
  const stamps = new StampsFile(stampsPath, schema, now);
  try {
    const commit = await inTransaction(
      pool,
      { clinic, mode: 'REPEATABLE READ READ ONLY' },
      async (client) => {
        const head = toCommit(await readHead(client, clinic));
        for (const [index, table] of schema.tables.entries()) {
          const stamp = stamps.writer(index);
          for await (const block of readRowBlocks(copyStampedTable(client, { clinic, table }))) {
            await rows.write(index, block);
            stamp(block);
          }
        }
        return head;
      },
    );
    stamps.finish();
    await rows.finish({ ...origin, ...commit }, stampsPath);
    return { commit, digest: await seal(path), bytes: statSync(path).size };
  } finally {
    stamps.abandon();
    await rows.end();
    await pool.end();
    rmSync(stampsPath, { force: true });
  }
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
