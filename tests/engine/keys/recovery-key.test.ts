import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoveryKeyOf, SECRET_BYTES, secretOf } from '../../../engine/keys/recovery-key.ts';
import { KeyRing } from '../../../engine/keys/key-ring.ts';
import { memorySecrets } from '../../support/virtual-clock.ts';

const secrets = fc.uint8Array({ minLength: SECRET_BYTES, maxLength: SECRET_BYTES });

describe('a recovery key', () => {
  it('comes back from paper, however it is spaced and whatever its case', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const key = recoveryKeyOf(secret);
        expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(secretOf(key)).toEqual(secret);
        expect(secretOf(` ${key.toLowerCase().replaceAll('-', ' ')}\n`)).toEqual(secret);
        expect(secretOf(key.replaceAll('0', 'O').replaceAll('1', 'l'))).toEqual(secret);
      }),
    );
  });

  it('with one letter wrong or two exchanged is refused', () => {
    fc.assert(
      fc.property(secrets, fc.nat(35), fc.integer({ min: 1, max: 31 }), (secret, at, by) => {
        const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
        const key = Array.from(recoveryKeyOf(secret).replaceAll('-', ''));
        const wrong = key.with(at, letters[(letters.indexOf(key[at] ?? '') + by) % 32] ?? '');
        // A checksum of 20 bits misses one slip in a million.
        expect(secretOf(wrong.join(''))).toBeUndefined();
      }),
      { seed: 7, numRuns: 500 },
    );
    expect(secretOf('')).toBeUndefined();
    expect(secretOf('UUUU-'.repeat(9))).toBeUndefined();
  });
});

describe('the ring of keys', () => {
  it('keeps older keys, tells a recovery key once, and knows no key twice', async () => {
    const kept = memorySecrets();
    const ring = await KeyRing.open(kept);
    const since = '2026-11-26T09:00:00.000Z';
    const first = await ring.add(new Uint8Array(20).fill(1), { since, shown: false });
    const second = await ring.add(new Uint8Array(20).fill(2), { since, shown: true });
    await ring.add(new Uint8Array(20).fill(1), { since, shown: true });

    const again = await KeyRing.open(kept);
    expect(again.keys.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(again.wasShown(first.id)).toBe(false);
    const told = await again.showOnce(first.id);
    expect(secretOf(told ?? '')).toEqual(new Uint8Array(20).fill(1));
    expect(await again.showOnce(first.id)).toBeUndefined();
    expect((await KeyRing.open(kept)).wasShown(first.id)).toBe(true);
  });
});
