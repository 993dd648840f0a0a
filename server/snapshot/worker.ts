import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Commit } from '../../shared/protocol/commit.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { readHead, toCommit } from '../store/clinics.ts';
import { createPool, inTransaction } from '../store/database.ts';
import { copyStampedTable } from '../store/read-table.ts';
import { readRowBlocks } from './row-blocks.ts';
import { SnapshotFile } from './snapshot-file.ts';

/** SQLite writes block: they happen in this thread, on a connection of its own. */
export interface SnapshotJob {
  readonly url: string;
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

async function build({
  url,
  path,
  clinic,
  origin,
  schema,
  now,
}: SnapshotJob): Promise<SnapshotBuilt> {
  const pool = createPool(url, 1);
  const file = new SnapshotFile(path, schema, now);
  try {
    const commit = await inTransaction(
      pool,
      { clinic, mode: 'REPEATABLE READ READ ONLY' },
      async (client) => {
        const head = toCommit(await readHead(client, clinic));
        for (const [index, table] of schema.tables.entries()) {
          const write = file.writer(index);
          const rows = copyStampedTable(client, { clinic, table });
          for await (const block of readRowBlocks(rows)) write(block);
        }
        return head;
      },
    );
    file.finish({ ...origin, ...commit });
    return { commit, digest: await seal(path), bytes: statSync(path).size };
  } catch (error) {
    file.abandon();
    throw error;
  } finally {
    await pool.end();
  }
}

/** Brings the file to the disk, so that its recorded digest holds after a power cut, and hashes it. */
async function seal(path: string): Promise<string> {
  const handle = openSync(path, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  const sum = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sum);
  return sum.digest('hex');
}

parentPort?.postMessage(await build(workerData as SnapshotJob));
