import { createHash } from 'node:crypto';

const LENGTH = 4;
const TRIES = 20;

/**
 * The value with a short ending that makes it another one: `john_admin_a7k2`. Undefined where every try is taken.
 * @param random numbers in [0, 1): the same ones give the same suggestion
 */
export function suggestFree(
  value: string,
  isFree: (value: string) => boolean,
  random: () => number,
): string | undefined {
  for (let tried = 0; tried < TRIES; tried++) {
    const ending = Array.from({ length: LENGTH }, () => Math.floor(random() * 36).toString(36));
    const suggested = `${value}_${ending.join('')}`;
    if (isFree(suggested)) return suggested;
  }
  return undefined;
}

/** Numbers in [0, 1) that follow from `seed` alone, so that a suggestion stays the same while it is looked at. */
export function seededRandom(seed: string): () => number {
  let drawn = 0;
  return () => {
    const hash = createHash('sha256')
      .update(`${seed}\0${String(drawn++)}`)
      .digest();
    return hash.readUInt32BE(0) / 2 ** 32;
  };
}
