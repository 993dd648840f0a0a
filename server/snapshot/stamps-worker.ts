import { parentPort, workerData } from 'node:worker_threads';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { createPool, inTransaction } from '../store/database.ts';
import { copyStampedTable } from '../store/read-table.ts';
import { readRowBlocks } from './row-blocks.ts';
import { keyColumns } from './sqlite-value.ts';
import { StampsFile } from './stamps-file.ts';

/** Half of a snapshot's work, in a thread of its own: where the server has each record. */
export interface StampsJob {
  readonly url: string;
  readonly path: string;
  readonly clinic: number;
  readonly schema: SchemaManifest;
  readonly now: number;
  /** SQL with which a transaction sees what the snapshot's own sees. */
  readonly setup: string;
}

async function build({ url, path, clinic, schema, now, setup }: StampsJob): Promise<void> {
  const pool = createPool(url, 1);
  const file = new StampsFile(path, schema, now);
  try {
    await inTransaction(
      pool,
      { clinic, mode: 'REPEATABLE READ READ ONLY', setup },
      async (client) => {
        for (const [index, table] of schema.tables.entries()) {
          const write = file.writer(index);
          const columns = keyColumns(table);
          const rows = copyStampedTable(client, { clinic, table, columns });
          for await (const block of readRowBlocks(rows)) write(block);
        }
      },
    );
    file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  } finally {
    await pool.end();
  }
}

await build(workerData as StampsJob);
parentPort?.postMessage('built');
