import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { patientRows, patients } from '../patients.ts';
import { CallProcess } from '../process/calls.ts';
import type { BenchServer } from '../process/start-server.ts';
import type { RawDeskCalls } from './hand-over-desk.ts';
import type { RawServerCalls } from './hand-over-server.ts';
import { dropRaw, fillRaw } from './postgres.ts';

/** A commit at each desk and one at PostgreSQL. */
export const RAW_SYNCS = 3;

/** Two desks and a server that do the least there is to do; milliseconds, disks included. */
export interface RawHandOver {
  /** Syncs that find nothing, one after the other. */
  idle(times: number): Promise<number[]>;
  /** These rows change at one desk, which sends them, and the other fetches them. */
  round(edit: { from: number; count: number; text: string }): Promise<number>;
}

type RawDesk = CallProcess<RawDeskCalls>;

/** With the same rows as real desks have, for as long as `work` takes. */
export async function withRawHandOver<T>(
  bench: Bench,
  { sql, databaseUrl }: Pick<BenchServer, 'sql' | 'databaseUrl'>,
  { seed, rows, work }: { seed: number; rows: number; work: (raw: RawHandOver) => Promise<T> },
): Promise<T> {
  await fillRaw(sql, patients, patientRows(seed, rows));
  const server = new CallProcess<RawServerCalls>('../raw/hand-over-server.ts');
  const a: RawDesk = new CallProcess<RawDeskCalls>('../raw/hand-over-desk.ts');
  const b: RawDesk = new CallProcess<RawDeskCalls>('../raw/hand-over-desk.ts');
  try {
    const { port } = await server.call('start', { databaseUrl });
    for (const [name, desk] of Object.entries({ a, b })) {
      await desk.call('open', { path: join(bench.dir, `raw-${name}.db`), port, seed, rows });
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
