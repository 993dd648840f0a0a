import { parentPort, workerData } from 'node:worker_threads';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { SnapshotFile, type SnapshotOrigin } from './snapshot-file.ts';

/** The larger half of a snapshot's work, in a thread of its own: the file with the records. */
export interface RowsJob {
  readonly path: string;
  readonly schema: SchemaManifest;
}

export type RowsMessage =
  /** Rows of one table, as a `SnapshotFile` takes them, in the first `length` bytes of `space`. */
  | { readonly table: number; readonly space: Uint8Array<ArrayBuffer>; readonly length: number }
  | { readonly origin: SnapshotOrigin; readonly stampsPath: string };

/** The space of rows that are written, or null for a file that is finished. */
export type RowsAnswer = Uint8Array<ArrayBuffer> | null;

const { path, schema } = workerData as RowsJob;
const file = new SnapshotFile(path, schema);
let writer: { readonly table: number; readonly write: (block: Buffer) => void } | undefined;

function take(message: RowsMessage): void {
  if ('origin' in message) {
    file.finish(message.origin, message.stampsPath);
    parentPort?.postMessage(null satisfies RowsAnswer);
    return;
  }
  const { table, space, length } = message;
  if (writer?.table !== table) writer = { table, write: file.writer(table) };
  writer.write(Buffer.from(space.buffer, 0, length));
  parentPort?.postMessage(space satisfies RowsAnswer, [space.buffer]);
}

parentPort?.on('message', (message: RowsMessage) => {
  try {
    take(message);
  } catch (error) {
    file.abandon();
    throw error;
  }
});
