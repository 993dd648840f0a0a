import type { WireRow } from '../records/values.ts';

/** The text a row's hash is taken of: its wire values in the table's column order, as JSON. */
export function canonicalRow(row: WireRow): string {
  return JSON.stringify(row);
}

/** An order-independent sum of row hashes: equal sets of rows have equal sums, whatever order they were read in. */
export class AdditiveDigest {
  count = 0;
  #sum = 0n;

  /** @param hash at least eight bytes; the first eight are used, big endian */
  add(hash: Uint8Array): void {
    const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    this.#sum = BigInt.asUintN(64, this.#sum + view.getBigUint64(0));
    this.count++;
  }

  /** Sixteen hex digits. */
  toString(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }
}
