import type { Random } from '../ports.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { keyOfFile } from '../store/find-key.ts';
import { fileStateOf } from '../store/sealed-file.ts';
import type { KeyRing } from './key-ring.ts';
import { SECRET_BYTES } from './recovery-key.ts';

/**
 * What this desk's database is sealed with: what opens it where there is one, and for a new one a key of its own where
 * new ones are to be sealed. The key is kept before the file is made.
 * @throws SatchelError STORE_KEY_MISSING, STORE_KEY_WRONG
 */
export async function deskKey(desk: {
  readonly path: string;
  readonly ring: KeyRing;
  /** A database that is not there yet is sealed from its first page on. */
  readonly sealNew: boolean;
  readonly random: Random;
  readonly now: number;
}): Promise<DatabaseKey | undefined> {
  const { path, ring, sealNew, random, now } = desk;
  const state = fileStateOf(path);
  if (state !== 'missing' && state !== 'blank') return keyOfFile(path, ring.keys);
  if (!sealNew) return undefined;
  return (
    ring.keys[0] ??
    (await ring.add(random.bytes(SECRET_BYTES), {
      since: new Date(now).toISOString(),
      shown: false,
    }))
  );
}
