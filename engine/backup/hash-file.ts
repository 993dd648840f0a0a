import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { breathe, type JobContext } from './job.ts';

const PIECE_BYTES = 1 << 20;
const PIECES_A_BREATH = 16;

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string, context: JobContext): Promise<string> {
  const file = openSync(path, 'r');
  try {
    const total = fstatSync(file).size;
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let done = 0;
    for (let pieces = 1; ; pieces++) {
      const read = readSync(file, piece);
      if (read === 0) break;
      hash.update(piece.subarray(0, read));
      done += read;
      if (pieces % PIECES_A_BREATH !== 0) continue;
      await breathe(context);
      context.progress({ phase: 'hashing', done, total });
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
