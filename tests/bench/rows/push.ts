import type { Bench } from '../bench.ts';
import {
  atLeast,
  atMost,
  besideFloor,
  type Figure,
  figure,
  median,
  percentile,
  round,
  rowsPerSecond,
} from '../figure.ts';
import { ownerRows, patientRows } from '../patients.ts';
import { withDesk } from '../process/start-desk.ts';
import { withServer } from '../process/start-server.ts';
import { IDLE, idleFloor, withRawHandOver } from '../raw/hand-over.ts';
import { upsertRaw } from '../raw/postgres.ts';

const IDLE_TIMES = 200;
/** How many rows there are does not matter to a floor that looks for what is new by an index. */
const FLOOR = { seed: 9, rows: 1000 };

/**
 * Row 2: a desk's rows frozen, sent, applied and settled, each time beside raw upserts of the same rows. And the first
 * half of row 5: what the first syncs cost right after it.
 */
export async function measurePush(bench: Bench): Promise<Figure[]> {
  const { rows, repetitions, profileDir } = bench.options;
  return withServer(bench, async (server) => {
    const rawMs: number[] = [];
    const pushMs: number[] = [];
    const firstIdle: number[] = [];
    const idle: number[] = [];
    let [requests, bytes] = [0, 0];
    for (let i = 0; i <= repetitions; i++) {
      const seed = 10 + i;
      const data = { owners: ownerRows(seed, rows), patients: patientRows(seed, rows) };
      bench.say(`push: round ${String(i)}`);
      const raw = await upsertRaw(server.sql, data);
      const login = await server.addClinic();
      await withDesk(bench, login, async (desk) => {
        await desk.call('seed', { seed, rows });
        await server.sql.query('CHECKPOINT');
        const name = `push-${String(i)}`;
        const profile = profileDir === null ? {} : { profile: { dir: profileDir, name } };
        const { ms, pushed } = await server.profiled(name, () => desk.call('sync', profile));
        if (pushed.patients !== rows) throw new RangeError('not every row was pushed');
        const before = await desk.call('mark', undefined);
        const after = await desk.call('idle', { times: IDLE_TIMES });
        const counts = await desk.call('counts', undefined);
        if (i === 0) return;
        rawMs.push(raw);
        pushMs.push(ms);
        firstIdle.push(after[0] ?? NaN);
        idle.push(...after);
        requests = Math.max(requests, counts.requests / IDLE_TIMES);
        bytes = Math.max(bytes, (counts.bytes - before.bytes) / IDLE_TIMES);
      });
    }
    bench.say('push: a hand-written floor that finds nothing');
    const floor = await withRawHandOver(bench, server, { ...FLOOR, work: idleFloor });
    const ratios = rawMs.map((ms, i) => ms / (pushMs[i] ?? NaN));
    return [
      figure({
        row: 'push',
        what: `push of ${String(rows)} rows end to end against unnest upserts of them`,
        measured: round(median(ratios)),
        unit: '×',
        limit: atLeast(0.6),
        raw: {
          rows,
          'unnest rows/s': rawMs.map((ms) => rowsPerSecond(rows, ms)),
          'push rows/s': pushMs.map((ms) => rowsPerSecond(rows, ms)),
          'ratio of each pair': ratios.map((ratio) => round(ratio)),
        },
      }),
      ...besideFloor(
        {
          row: 'push',
          what: 'nothing to do, right after that push: median cycle',
          raw: {
            'first cycle ms': firstIdle.map((ms) => round(ms)),
            'p95 ms': round(percentile(idle, 0.95)),
            'requests a cycle': requests,
            'bytes a cycle': round(bytes, 0),
          },
        },
        { ms: median(idle), floor, reference: IDLE },
      ),
      figure({
        row: 'push',
        what: 'nothing to do, right after that push: requests a cycle',
        measured: requests,
        unit: 'requests',
        limit: atMost(1),
        raw: {},
      }),
    ];
  });
}
