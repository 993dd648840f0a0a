import { hash } from 'node:crypto';
import type { SqlValue } from './database.ts';

/** Keys as eight bytes of their hash: a million of them take a few tens of megabytes. */
export class SeenKeys {
  readonly #hashes = new Set<bigint>();

  add(key: SqlValue): void {
    this.#hashes.add(digest(key));
  }

  has(key: SqlValue): boolean {
    return this.#hashes.has(digest(key));
  }
}

function digest(key: SqlValue): bigint {
  const text = key instanceof Uint8Array ? Buffer.from(key).toString('hex') : String(key);
  return hash('sha256', text, 'buffer').readBigUInt64BE(0);
}
