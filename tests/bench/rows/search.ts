import { join } from 'node:path';
import { createRecordReader } from '../../../engine/records/record-reader.ts';
import { openReadonly } from '../../../engine/store/database.ts';
import { SeededRandom } from '../../../build/demo/seeded-random.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import type { Bench } from '../bench.ts';
import { atMost, type Figure, figure, percentile, round } from '../figure.ts';
import { fillClinic } from '../fill-clinic.ts';
import { ownerCount, ownerRow, patientRow } from '../patients.ts';

/** The limit is about a million patients: ten times the bulk rows. */
const TIMES = 10;
const SEARCHES = 150;
const LIMIT_MS = 30;

/** Row `search`: what the window waits for while somebody types, letter by letter, over every patient and owner. */
export function measureSearch(bench: Bench): Promise<Figure[]> {
  const rows = bench.options.rows * TIMES;
  const path = join(bench.dir, 'search.db');
  bench.say(`search: ${String(rows)} patients`);
  const readMs = fillClinic(path, rows);
  const db = openReadonly(path);
  const reader = createRecordReader({ db, schema: clinicSchema });
  const random = new SeededRandom(11);
  const times: { text: string; ms: number }[] = [];
  for (let search = 0; search < SEARCHES; search++) {
    for (const text of typed(random, rows)) {
      const started = performance.now();
      reader.search({ text });
      times.push({ text, ms: performance.now() - started });
    }
  }
  reader.close();
  db.close();
  const all = times.map(({ ms }) => ms);
  const slowest = times.toSorted((a, b) => b.ms - a.ms)[0];
  return Promise.resolve([
    figure({
      row: 'search',
      what: 'one search over every patient and owner, letter by letter, p95',
      measured: round(percentile(all, 0.95)),
      unit: 'ms',
      limit: atMost(LIMIT_MS),
      raw: {
        patients: rows,
        searches: times.length,
        'median ms': round(percentile(all, 0.5)),
        'p99 ms': round(percentile(all, 0.99)),
        'slowest ms': round(slowest?.ms ?? 0),
        'slowest letters': slowest?.text.length ?? 0,
        'reading everything into the index ms': round(readMs, 0),
      },
    }),
  ]);
}

/** What somebody types to find one record: its name, name and owner, telephone or microchip, a letter at a time. */
function typed(random: SeededRandom, rows: number): string[] {
  const patient = patientRow(1, random.between(0, rows - 1));
  const owner = ownerRow(1, random.between(0, ownerCount(rows) - 1));
  const goals = [
    String(patient[2]),
    `${String(patient[2])} ${String(owner[1])}`,
    String(owner[1]),
    String(owner[3]),
    String(patient[7]),
    String(patient[7]).slice(-5),
  ];
  const goal = random.pick(goals);
  return Array.from(goal, (_, end) => goal.slice(0, end + 1));
}
