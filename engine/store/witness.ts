import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';

/**
 * The desk's identity outside its database and outside backups [SYNC-1]. A database that does not agree with it was
 * restored, rewound or copied here, and takes a new incarnation before it sends anything.
 */
const witnessSchema = z.object({
  device: z.string(),
  incarnation: z.string(),
  lastBatch: z.int().nonnegative(),
});
export type Witness = z.infer<typeof witnessSchema>;

/** The witness, or undefined where the file is missing or damaged; both count as a disagreement. */
export function readWitness(path: string): Witness | undefined {
  try {
    const parsed = witnessSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The same for every witness, so that the next one is written over the last. */
const BYTES = 256;

/**
 * Durable before it returns: it must never lag behind the database it vouches for. It is written in place, for a new
 * file costs the disk a wait for its folder as well; one that a power cut tears vouches for nothing, as a missing one.
 */
export function writeWitness(path: string, witness: Witness): void {
  const content = Buffer.from(JSON.stringify(witness).padEnd(BYTES - 1) + '\n');
  if (statSync(path, { throwIfNoEntry: false })?.size !== content.length) {
    writeAnew(path, content);
    return;
  }
  const file = openSync(path, 'r+');
  try {
    writeSync(file, content, 0, content.length, 0);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeAnew(path: string, content: Buffer): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
