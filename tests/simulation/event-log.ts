import { createHash } from 'node:crypto';

/** What happened in a history, line by line. Two runs of a seed must have the same hash. */
export class EventLog {
  readonly #hash = createHash('sha256');
  readonly #lines: string[] = [];
  readonly #keep: boolean;
  readonly #now: () => number;
  #start: number | undefined;

  constructor(now: () => number, keep: boolean) {
    this.#now = now;
    this.#keep = keep;
  }

  write(who: string, what: string): void {
    this.#start ??= this.#now();
    const line = `${String(this.#now() - this.#start).padStart(7)} ${who.padEnd(6)} ${what}`;
    this.#hash.update(`${line}\n`);
    if (this.#keep) this.#lines.push(line);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
