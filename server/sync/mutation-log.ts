import type { Mutation } from './batch.ts';

/** 24 bytes an applied mutation: id and image hash, to be known again under another incarnation [SYNC-2]. */
export function mutationLog(applied: readonly Mutation[]): Buffer {
  const log = Buffer.allocUnsafe(applied.length * 24);
  applied.forEach(({ id, image }, at) => {
    log.write(id, at * 24, 'hex');
    log.write(image, at * 24 + 16, 'hex');
  });
  return log;
}
