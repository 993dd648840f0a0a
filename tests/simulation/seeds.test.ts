import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Step } from './plan.ts';
import { runHistory } from './run-history.ts';
import type { ClinicKind } from './sim-schema.ts';

/** A history that once failed, shrunk to the steps it needs. */
interface Regression {
  readonly shows: string;
  readonly seed: number;
  readonly desks: number;
  readonly operations: number;
  readonly kind?: ClinicKind;
  readonly steps: readonly Step[];
}

const files = globSync(join(import.meta.dirname, 'seeds/*.json')).sort();

it.each(files.map((file) => [basename(file, '.json'), file]))(
  'holds what it promises: %s',
  async (_, file) => {
    const history = JSON.parse(readFileSync(file, 'utf8')) as Regression;
    expect((await runHistory(history)).violations).toEqual([]);
  },
);
