import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { type Figure, figure, median, percentile, round } from '../figure.ts';
import { withDesk } from '../process/start-desk.ts';
import { withServer } from '../process/start-server.ts';

const WARM_UP = 5;
const TIMES = 40;
/** Longer than edits are gathered for: each is the first of its kind. */
const PAUSE_MS = 700;

/** Two desks that sync by themselves: from a saved record at A to the same record before the eyes of B. */
export async function measurePoke(bench: Bench): Promise<Figure[]> {
  return withServer(bench, async (server) => {
    const login = await server.addClinic();
    return withDesk(bench, login, (a) =>
      withDesk(bench, login, async (b) => {
        bench.say('poke: edits at A, seen at B');
        for (const desk of [a, b]) await desk.call('start', undefined);
        await sleep(2_000);
        const times: number[] = [];
        for (let i = 0; i < WARM_UP + TIMES; i++) {
          const name = `Owner of round ${String(i)}`;
          const seen = b.call('awaitOwner', { name });
          await sleep(PAUSE_MS);
          const { at } = await a.call('addOwner', { name });
          times.push((await seen) - at);
        }
        const measured = times.slice(WARM_UP);
        return [
          figure({
            row: 'poke',
            what: 'saved at A → visible at B, by a poke: median (goal 50 ms; p99 250 ms)',
            measured: round(median(measured)),
            unit: 'ms',
            limit: null,
            raw: {
              edits: measured.length,
              'p99 ms': round(percentile(measured, 0.99)),
              'one sync of the disk ms': bench.fsync.medianMs,
            },
          }),
        ];
      }),
    );
  });
}
