import { hash } from 'node:crypto';
import type { Batch, Mutation } from './batch.ts';

/** Sixteen hex digits over what a mutation does: same table, key, columns and values, same hash. */
export function imageHash({ op, frame, pk, columns, values }: Mutation, batch: Batch): string {
  const name = batch.frames[frame]?.name ?? '';
  const content = op === 'd' ? '' : JSON.stringify(columns.map((at) => values[at]));
  return hash('sha256', `${op}\n${name}\n${pk}\n${columns.join(',')}\n${content}`).slice(0, 16);
}

/** 24 bytes an applied mutation: id and image hash, to be known again under another incarnation [SYNC-2]. */
export function mutationLog(applied: readonly Mutation[], batch: Batch): Buffer {
  const log = Buffer.allocUnsafe(applied.length * 24);
  applied.forEach((mutation, at) => {
    log.write(mutation.id, at * 24, 'hex');
    log.write(imageHash(mutation, batch), at * 24 + 16, 'hex');
  });
  return log;
}
