import type { Bench } from '../bench.ts';
import {
  atMost,
  besideFloor,
  type Figure,
  figure,
  inProportion,
  median,
  percentile,
  round,
} from '../figure.ts';
import { type Desk, withDesk } from '../process/start-desk.ts';
import { type BenchServer, withServer } from '../process/start-server.ts';
import {
  HAND_OVER,
  IDLE,
  idleFloor,
  RAW_SYNCS,
  type RawHandOver,
  withRawHandOver,
} from '../raw/hand-over.ts';

const SEED = 60;
const CHANGED = 10;
const WARM_UP = 10;
const TIMES = 40;
const IDLE_WARM_UP = 50;
const IDLE_TIMES = 300;
const SAVE_EVERY_MS = 10;

/**
 * Rows 5 and 6: two desks with the same rows. Nothing to do; then ten rows change at A, A syncs, B syncs. And saving at
 * a fresh desk while it pulls all of them.
 */
export async function measureTenRows(bench: Bench): Promise<Figure[]> {
  const { rows } = bench.options;
  return withServer(bench, async (server) => {
    const login = await server.addClinic();
    return withDesk(bench, login, (a) =>
      withDesk(bench, login, async (b) => {
        bench.say(`idle and ten rows: two desks with ${String(rows)} rows`);
        await a.call('seed', { seed: SEED, rows });
        await a.call('sync', {});
        await b.call('sync', {});
        await comeToRest(bench, server, [a, b]);
        bench.say('idle and ten rows: the same two desks by a hand-written floor');
        const [idle, ten] = await withRawHandOver(bench, server, {
          seed: SEED,
          rows,
          work: async (raw) => [
            await measureIdle(bench, b, raw),
            await measureHandOver(bench, server, { a, b, rows, raw }),
          ],
        });
        bench.say('saving while pulling');
        const saves = await withDesk(bench, login, (c) =>
          c.call('saveDuringSync', { seed: SEED, pauseMs: SAVE_EVERY_MS }),
        );
        return [
          ...idle,
          ...ten,
          figure({
            row: 'ten-rows',
            what: `saving a record while ${String(rows)} rows are pulled: p99 (goal 50 ms)`,
            measured: round(percentile(saves, 0.99)),
            unit: 'ms',
            limit: null,
            raw: {
              saves: saves.length,
              'median ms': round(median(saves)),
              'longest ms': round(Math.max(...saves)),
            },
          }),
        ];
      }),
    );
  });
}

/**
 * As a clinic stands at any time but in the minutes after it has brought in all it has: the desks have read the records for
 * the search, the server's tables are vacuumed and counted, and nothing of that runs beside what is measured.
 */
async function comeToRest(
  bench: Bench,
  server: BenchServer,
  desks: readonly Desk[],
): Promise<void> {
  bench.say('idle and ten rows: waiting until desks and server have nothing left to do');
  await Promise.all(desks.map((desk) => desk.call('rest', undefined)));
  await server.sql.query('VACUUM (ANALYZE)');
  await server.sql.query('CHECKPOINT');
}

async function measureIdle(bench: Bench, desk: Desk, raw: RawHandOver): Promise<Figure[]> {
  const floor = await idleFloor(raw);
  await desk.call('idle', { times: IDLE_WARM_UP });
  const before = await desk.call('mark', undefined);
  const { profileDir } = bench.options;
  const profile = profileDir === null ? {} : { profile: { dir: profileDir, name: 'idle' } };
  const times = await desk.call('idle', { times: IDLE_TIMES, ...profile });
  const counts = await desk.call('counts', undefined);
  const bytes = (counts.bytes - before.bytes) / IDLE_TIMES;
  return [
    ...besideFloor(
      {
        row: 'idle',
        what: 'nothing to do: median cycle',
        raw: {
          cycles: times.length,
          'p95 ms': round(percentile(times, 0.95)),
          commits: counts.commits,
        },
      },
      { ms: median(times), floor, reference: IDLE },
    ),
    figure({
      row: 'idle',
      what: 'nothing to do: requests a cycle',
      measured: counts.requests / IDLE_TIMES,
      unit: 'requests',
      limit: atMost(1),
      raw: {},
    }),
    figure({
      row: 'idle',
      what: 'nothing to do: bytes on the wire a cycle, both ways, headers included',
      measured: Math.round(bytes),
      unit: 'bytes',
      limit: atMost(1000),
      raw: {},
    }),
  ];
}

/**
 * The limit excludes waiting for the disk. What is subtracted is counted, not guessed: transactions found in both
 * desks' write-ahead logs that were waited for, files synced, and one WAL flush a commit of the server, each at the
 * measured cost of one. A round of the floor, which has three such waits, follows each of ours.
 */
async function measureHandOver(
  bench: Bench,
  server: BenchServer,
  { a, b, rows, raw }: { a: Desk; b: Desk; rows: number; raw: RawHandOver },
): Promise<Figure[]> {
  const round_ = async (i: number): Promise<HandOver> => {
    const from = (i * CHANGED) % (rows - CHANGED);
    const edit = { from, count: CHANGED, text: `seen, round ${String(i)}` };
    await a.call('edit', { seed: SEED, ...edit });
    const sent = await a.call('sync', {});
    const received = await b.call('sync', {});
    if (received.pulled.patients !== CHANGED) throw new RangeError('the ten rows did not arrive');
    return { aMs: sent.ms, bMs: received.ms, floorMs: await raw.round(edit) };
  };
  for (let i = 0; i < WARM_UP; i++) await round_(i);
  // The logs begin anew now, not within the measured rounds.
  const commitsBefore = await serverCommits(server);
  await a.call('mark', undefined);
  await b.call('mark', undefined);
  const each: HandOver[] = [];
  await server.profiled('ten-rows', async () => {
    for (let i = 0; i < TIMES; i++) each.push(await round_(WARM_UP + i));
  });
  const [countsA, countsB] = [await a.call('counts', undefined), await b.call('counts', undefined)];
  // The edits themselves are commits of A's log too, and no part of what is timed.
  const desk = countsA.commits - TIMES + countsB.commits + countsA.fileSyncs + countsB.fileSyncs;
  const atServer = (await serverCommits(server)) - commitsBefore;
  const syncs = (desk + atServer) / TIMES;
  const total = median(each.map(({ aMs, bMs }) => aMs + bMs));
  const measured = total - syncs * bench.fsync.medianMs;
  const floorTotal = median(each.map(({ floorMs }) => floorMs));
  const floor = floorTotal - RAW_SYNCS * bench.fsync.medianMs;
  const inMs = figure({
    row: 'ten-rows',
    what: 'ten changed rows, A → server → B, without waiting for the disk',
    measured: round(measured),
    unit: 'ms',
    limit: atMost(HAND_OVER.limit),
    raw: {
      'with the disk ms': round(total),
      'A ms': round(median(each.map(({ aMs }) => aMs))),
      'B ms': round(median(each.map(({ bMs }) => bMs))),
      'p95 ms': round(
        percentile(
          each.map(({ aMs, bMs }) => aMs + bMs),
          0.95,
        ),
      ),
      'syncs of the disk': round(syncs),
      'one sync ms': bench.fsync.medianMs,
      rows,
    },
  });
  const againstFloor = figure({
    row: 'ten-rows',
    what: 'ten changed rows, A → server → B, against a hand-written floor',
    measured: round(measured / floor),
    unit: '×',
    limit: inProportion(HAND_OVER),
    raw: { 'floor ms': round(floor), 'floor with the disk ms': round(floorTotal) },
  });
  return [inMs, againstFloor];
}

interface HandOver {
  readonly aMs: number;
  readonly bMs: number;
  readonly floorMs: number;
}

async function serverCommits(server: BenchServer): Promise<number> {
  const { rows } = await server.sql.query<{ count: string }>(
    'SELECT count(*) AS count FROM satchel.commits',
  );
  return Number(rows[0]?.count);
}

/** Median milliseconds of sending ten changed rows from this desk. */
export async function tenRowsAtOneDesk(
  desk: Desk,
  { seed, rows }: { seed: number; rows: number },
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const from = (i * CHANGED) % (rows - CHANGED);
    await desk.call('edit', { seed, from, count: CHANGED, text: `again, round ${String(i)}` });
    times.push((await desk.call('sync', {})).ms);
  }
  return median(times.slice(5));
}
