import { describe, expect, it } from 'vitest';
import { AdditiveDigest } from '../../../shared/protocol/digest.ts';

function digestOf(...hashes: readonly number[]): string {
  const sum = new AdditiveDigest();
  for (const hash of hashes) sum.add(new Uint8Array(8).fill(hash));
  return sum.toString();
}

describe('the additive digest', () => {
  it('does not depend on the order of rows', () => {
    expect(digestOf(1, 2, 3)).toBe(digestOf(3, 1, 2));
  });

  it('tells another row, a missing one and a doubled one', () => {
    expect(digestOf(1, 2)).not.toBe(digestOf(1, 3));
    expect(digestOf(1, 2)).not.toBe(digestOf(1));
    expect(digestOf(1, 2)).not.toBe(digestOf(1, 2, 2));
  });
});
