/** Chance that repeats: the same seed gives the same sequence (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.fraction() * list.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.between(0, 9))).join('');
  }

  /** A UUIDv7 whose time part is `atMs`. */
  uuid(atMs: number): string {
    const time = atMs.toString(16).padStart(12, '0');
    const hex = Array.from({ length: 18 }, () => this.between(0, 15).toString(16)).join('');
    const variant = (8 + this.between(0, 3)).toString(16);
    return [
      time.slice(0, 8),
      time.slice(8),
      `7${hex.slice(0, 3)}`,
      variant + hex.slice(3, 6),
      hex.slice(6),
    ].join('-');
  }
}
