import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { type JobContext, stopIfCancelled } from './job.ts';

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string, context: JobContext): Promise<string> {
  const total = statSync(path).size;
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Uint8Array;
    hash.update(bytes);
    done += bytes.length;
    stopIfCancelled(context);
    context.progress({ phase: 'hashing', done, total });
  }
  return hash.digest('hex');
}
