import { createHash } from 'node:crypto';

/** A desk's secret: 160 random bits. */
export const SECRET_BYTES = 20;
const CHECK_BITS = 20;
const BITS_A_LETTER = 5;
const LETTERS_A_GROUP = 4;

/** Crockford's: without I, L, O and U, which are taken for others on paper. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The secret as a person writes it down: nine groups of four letters, the last of which tells a slip of the pen from a
 * key. Whoever has it can open the database and every backup made under it.
 */
export function recoveryKeyOf(secret: Uint8Array): string {
  let bits = (numberOf(secret) << BigInt(CHECK_BITS)) | BigInt(checkOf(secret));
  const letters: string[] = [];
  for (let left = SECRET_BYTES * 8 + CHECK_BITS; left > 0; left -= BITS_A_LETTER) {
    letters.unshift(LETTERS.charAt(Number(bits & 31n)));
    bits >>= BigInt(BITS_A_LETTER);
  }
  return groups(letters.join('')).join('-');
}

/** The secret of a recovery key, however it is spaced and whatever its case; undefined where a letter is wrong. */
export function secretOf(recoveryKey: string): Uint8Array | undefined {
  const letters = recoveryKey
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (letters.length !== (SECRET_BYTES * 8 + CHECK_BITS) / BITS_A_LETTER) return undefined;
  let bits = 0n;
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    bits = (bits << BigInt(BITS_A_LETTER)) | BigInt(value);
  }
  const check = Number(bits & ((1n << BigInt(CHECK_BITS)) - 1n));
  const hex = (bits >> BigInt(CHECK_BITS)).toString(16).padStart(SECRET_BYTES * 2, '0');
  const secret = new Uint8Array(Buffer.from(hex, 'hex'));
  return check === checkOf(secret) ? secret : undefined;
}

function numberOf(secret: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(secret).toString('hex')}`);
}

function checkOf(secret: Uint8Array): number {
  const sum = createHash('sha256').update('satchel recovery key').update(secret).digest();
  return sum.readUIntBE(0, 3) >> (24 - CHECK_BITS);
}

function groups(letters: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < letters.length; at += LETTERS_A_GROUP) {
    found.push(letters.slice(at, at + LETTERS_A_GROUP));
  }
  return found;
}
