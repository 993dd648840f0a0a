import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { atMost, type Figure, figure, inProportion, median, round } from '../figure.ts';
import { owners, ownerRow, ownerCount, patientRow, patients } from '../patients.ts';
import { type Desk, withDesk } from '../process/start-desk.ts';
import { type BenchServer, withServer } from '../process/start-server.ts';
import { fillServer } from '../raw/postgres.ts';
import { plainSecondsPerMillion } from '../raw/sqlite.ts';
import { tenRowsAtOneDesk } from './ten-rows.ts';

const SEED = 40;
const CHUNK = 10_000;
/** Seconds a million plain inserts took on the machine on which the limits in seconds were set: 228,000 rows a second. */
const PLAIN_SECONDS = 1_000_000 / 228_000;
const COLD = { limit: 10, floor: PLAIN_SECONDS };
const CACHED = { limit: 4, floor: PLAIN_SECONDS };

/**
 * Row 4: the first sync of ten times the bulk rows. And what depends on so large a clinic: ten changed rows in it
 * against ten in a small one, comparing, and saving while a desk pulls.
 */
export async function measureFirstSync(bench: Bench): Promise<Figure[]> {
  const rows = bench.options.rows * 10;
  return withServer(bench, async (server) => {
    const login = await server.addClinic();
    bench.say(`first sync: filling the server with ${String(rows)} rows`);
    await fill(server, login.number, rows);
    await server.sql.query('VACUUM ANALYZE');
    await server.sql.query('CHECKPOINT');
    const plain = [plainSeconds(bench, 0)];
    bench.say('first sync: the server has no snapshot yet');
    const cold = await withDesk(bench, login, (desk) => syncFirst(bench, { desk, rows, server }));
    plain.push(plainSeconds(bench, 1));
    bench.say('first sync: from a snapshot the server has');
    return withDesk(bench, login, async (desk) => {
      const cached = await syncFirst(bench, { desk, rows, server });
      plain.push(plainSeconds(bench, 2));
      const floor = (median(plain) * rows) / 1_000_000;
      bench.say('ten rows among many and among few, comparing');
      const many = await tenRowsAtOneDesk(desk, { seed: SEED, rows });
      const few = await tenRowsOfASmallClinic(bench, server);
      const compares = [];
      for (let i = 0; i < 3; i++) compares.push(await desk.call('compare', undefined));
      if (!compares.every(({ equal }) => equal)) throw new RangeError('desk and server differ');
      return [
        figure({
          row: 'first-sync',
          what: `first sync of ${String(rows)} rows, the snapshot built meanwhile`,
          measured: round(cold.ms / 1000),
          unit: 's',
          limit: atMost(COLD.limit),
          raw: { rows },
        }),
        figure({
          row: 'first-sync',
          what: `first sync of ${String(rows)} rows, the snapshot built meanwhile, against as many plain inserts`,
          measured: round(cold.ms / 1000 / floor),
          unit: '×',
          limit: inProportion(COLD),
          raw: { 'plain inserts s': plain.map((seconds) => round(seconds)) },
        }),
        figure({
          row: 'first-sync',
          what: `first sync of ${String(rows)} rows from a snapshot the server has`,
          measured: round(cached.ms / 1000),
          unit: 's',
          limit: atMost(CACHED.limit),
          raw: { rows },
        }),
        figure({
          row: 'first-sync',
          what: `first sync of ${String(rows)} rows from a snapshot the server has, against as many plain inserts`,
          measured: round(cached.ms / 1000 / floor),
          unit: '×',
          limit: inProportion(CACHED),
          raw: { 'plain inserts s': round(median(plain)) },
        }),
        figure({
          row: 'first-sync',
          what: 'engine peak RSS during it',
          measured: round(Math.max(cold.peakRssMb, cached.peakRssMb), 0),
          unit: 'MB',
          limit: atMost(250),
          raw: { 'cold MB': round(cold.peakRssMb, 0), 'cached MB': round(cached.peakRssMb, 0) },
        }),
        figure({
          row: 'first-sync',
          what: 'ten changed rows sent from a large store against from one of 1000 rows (goal 1.5)',
          measured: round(many / few),
          unit: '×',
          limit: null,
          raw: { 'large ms': round(many), 'small ms': round(few) },
        }),
        figure({
          row: 'first-sync',
          what: `compare of ${String(rows)} rows with the server (goal 1.5 s)`,
          measured: round(median(compares.map(({ ms }) => ms)) / 1000),
          unit: 's',
          limit: null,
          raw: { 'each s': compares.map(({ ms }) => round(ms / 1000)) },
        }),
      ];
    });
  });
}

function plainSeconds(bench: Bench, take: number): number {
  bench.say('first sync: plain inserts');
  return plainSecondsPerMillion(
    join(bench.dir, `first-sync-inserts-${String(take)}.db`),
    SEED + take,
  );
}

async function fill(server: BenchServer, clinic: number, rows: number): Promise<void> {
  const parts = [
    { table: owners, count: ownerCount(rows), row: ownerRow },
    { table: patients, count: rows, row: patientRow },
  ];
  for (const { table, count, row } of parts) {
    for (let from = 0; from < count; from += CHUNK) {
      const length = Math.min(CHUNK, count - from);
      const chunk = Array.from({ length }, (_, at) => row(SEED, from + at));
      await fillServer(server.sql, clinic, { table, rows: chunk });
    }
  }
}

async function syncFirst(
  bench: Bench,
  { desk, rows, server }: { desk: Desk; rows: number; server: BenchServer },
): Promise<{ ms: number; peakRssMb: number }> {
  const { profileDir } = bench.options;
  const name = `first-sync-${String(Date.now())}`;
  const profile = profileDir === null ? {} : { profile: { dir: profileDir, name } };
  const { ms, pulled } = await server.profiled(name, () => desk.call('sync', profile));
  if (pulled.patients !== rows) throw new RangeError('not every row arrived');
  const { peakRssMb } = await desk.call('counts', undefined);
  return { ms, peakRssMb };
}

async function tenRowsOfASmallClinic(bench: Bench, server: BenchServer): Promise<number> {
  return withDesk(bench, await server.addClinic(), async (desk) => {
    await desk.call('seed', { seed: SEED, rows: 1000 });
    await desk.call('sync', {});
    return tenRowsAtOneDesk(desk, { seed: SEED, rows: 1000 });
  });
}
