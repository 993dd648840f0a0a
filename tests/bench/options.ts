import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly json: boolean;
  /** Rows to measure, by name; empty for all. */
  readonly only: readonly string[];
  /** Rows of the bulk measurements; the first sync takes ten times as many. */
  readonly rows: number;
  readonly repetitions: number;
  /** With other sizes than the limits are about, nothing is judged. */
  readonly judged: boolean;
  /** Where a CPU profile of each measured sync is written, desk and server; null for none. */
  readonly profileDir: string | null;
  /** Where the figures are also written as a page of the documentation; null for nowhere. */
  readonly page: string | null;
}

const FULL_ROWS = 100_000;
const QUICK_ROWS = 10_000;

/** @throws TypeError for an unknown option */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rows: { type: 'string' },
      repetitions: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      page: { type: 'string' },
    },
  });
  const rows =
    values.rows === undefined ? (values.quick ? QUICK_ROWS : FULL_ROWS) : Number(values.rows);
  if (!Number.isSafeInteger(rows) || rows < 1000)
    throw new TypeError('--rows is a number from 1000');
  return {
    json: values.json,
    only: values.only.flatMap((names) => names.split(',')),
    rows,
    repetitions: Number(values.repetitions ?? (values.quick ? 1 : 3)),
    judged: rows === FULL_ROWS,
    profileDir: values.profile ?? null,
    page: values.page ?? null,
  };
}
