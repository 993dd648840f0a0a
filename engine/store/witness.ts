import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
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

/** Durable before it returns: it must never lag behind the database it vouches for. */
export function writeWitness(path: string, witness: Witness): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(witness));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
