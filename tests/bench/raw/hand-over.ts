import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { median } from '../figure.ts';
import { patientRows, patients } from '../patients.ts';
import { CallProcess } from '../process/calls.ts';
import type { BenchServer } from '../process/start-server.ts';
import type { RawDeskCalls } from './hand-over-desk.ts';
import type { RawServerCalls } from './hand-over-server.ts';
import { dropRaw, fillRaw } from './postgres.ts';

/** A commit at each desk and one at PostgreSQL. */
export const RAW_SYNCS = 3;

/**
 * The limits in milliseconds, and what the floor took on the machine they were set on. On any other the same is asked for in
 * proportion to what the floor takes there, in the same run.
 */
export const IDLE = { limit: 2, floor: 0.6 };
export const HAND_OVER = { limit: 10, floor: 2.6 };

/** Two desks and a server that do the least there is to do; milliseconds, disks included. */
export interface RawHandOver {
  /** Syncs that find nothing, one after the other. */
  idle(times: number): Promise<number[]>;
  /** These rows change at one desk, which sends them, and the other fetches them. */
  round(edit: { from: number; count: number; text: string }): Promise<number>;
}

const IDLE_WARM_UP = 50;
const IDLE_TIMES = 300;

/** Milliseconds of the median sync that finds nothing. */
export async function idleFloor(raw: RawHandOver): Promise<number> {
  await raw.idle(IDLE_WARM_UP);
  return median(await raw.idle(IDLE_TIMES));
}

type RawDesk = CallProcess<RawDeskCalls>;

let uses = 0;

/** With the same rows as real desks have, for as long as `work` takes. */
export async function withRawHandOver<T>(
  bench: Bench,
  { sql, databaseUrl }: Pick<BenchServer, 'sql' | 'databaseUrl'>,
  { seed, rows, work }: { seed: number; rows: number; work: (raw: RawHandOver) => Promise<T> },
): Promise<T> {
  await fillRaw(sql, patients, patientRows(seed, rows));
  const use = String(++uses);
  const server = new CallProcess<RawServerCalls>('../raw/hand-over-server.ts');
  const a: RawDesk = new CallProcess<RawDeskCalls>('../raw/hand-over-desk.ts');
  const b: RawDesk = new CallProcess<RawDeskCalls>('../raw/hand-over-desk.ts');
  try {
    const { port } = await server.call('start', { databaseUrl });
    for (const [name, desk] of Object.entries({ a, b })) {
      await desk.call('open', { path: join(bench.dir, `raw-${use}-${name}.db`), port, seed, rows });
    }
    const result = await work({
      idle: (times) => b.call('idle', { times }),
      round: async (edit) => {
        await a.call('edit', { seed, ...edit });
        const sent = await a.call('sync', undefined);
        const received = await b.call('sync', undefined);
        if (received.pulled !== edit.count) throw new RangeError('the raw rows did not arrive');
        return sent.ms + received.ms;
      },
    });
    for (const desk of [a, b]) await desk.call('close', undefined);
    return result;
  } finally {
    for (const desk of [a, b]) await desk.end();
    await server.call('stop', undefined).catch(() => undefined);
    await server.end();
    await dropRaw(sql);
  }
}
