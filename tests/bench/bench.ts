import type { Figure } from './figure.ts';
import type { FsyncCost } from './fsync.ts';
import type { BenchOptions } from './options.ts';

/** What every row of the bench is given. */
export interface Bench {
  readonly options: BenchOptions;
  /** A temporary folder that PostgreSQL's user can enter; gone at the end. */
  readonly dir: string;
  readonly fsync: FsyncCost;
  /** Progress, to stderr. */
  say(text: string): void;
}

export interface BenchRow {
  readonly name: string;
  readonly measure: (bench: Bench) => Promise<Figure[]>;
}
