import { join } from 'node:path';
import { openWritable } from '../../../engine/store/database.ts';
import { type DatabaseKey, databaseKeyOf } from '../../../engine/store/database-key.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { sqliteTableDdl } from '../../../shared/records/sqlite-ddl.ts';
import type { Bench } from '../bench.ts';
import { atLeast, type Figure, figure, median, round, rowsPerSecond } from '../figure.ts';
import { insertSql, owners, ownerRows, patientRows, patients, type TextRow } from '../patients.ts';

interface Times {
  insertMs: number;
  scanMs: number;
  lookUpMs: number;
}

const LOOK_UPS = 20_000;
/** Half of what is measured on a processor that knows AES: one without it is slower, and must not be out of hand. */
const LIMITS: Readonly<Record<keyof Times, number>> = { insertMs: 0.5, scanMs: 0.4, lookUpMs: 0.4 };
const WORDS: Readonly<Record<keyof Times, string>> = {
  insertMs: 'insert into an encrypted database',
  scanMs: 'full scan of one that was just opened',
  lookUpMs: 'look-ups by key',
};

/** What encryption at rest costs: the same statements with and without a key, in turn. */
export async function measureSealed(bench: Bench): Promise<Figure[]> {
  const { rows, repetitions } = bench.options;
  const data = { owners: ownerRows(1, rows), patients: patientRows(1, rows) };
  const key = databaseKeyOf(new Uint8Array(20).fill(1));
  const plain: Times[] = [];
  const sealed: Times[] = [];
  // One more than counted: the first pair warms up.
  for (let turn = 0; turn <= repetitions; turn++) {
    bench.say(`sealed: round ${String(turn)}`);
    const pair = [
      measure(join(bench.dir, `open-${String(turn)}.db`), data, undefined),
      measure(join(bench.dir, `sealed-${String(turn)}.db`), data, key),
    ] as const;
    if (turn === 0) continue;
    plain.push(pair[0]);
    sealed.push(pair[1]);
  }
  return (['insertMs', 'scanMs', 'lookUpMs'] as const).map((name) => {
    const ratios = plain.map((times, index) => times[name] / (sealed[index]?.[name] ?? NaN));
    const count = name === 'lookUpMs' ? LOOK_UPS : rows;
    return figure({
      row: 'sealed',
      what: `${WORDS[name]} against the same without a key`,
      measured: round(median(ratios), 2),
      unit: '×',
      limit: atLeast(LIMITS[name]),
      raw: {
        rows: count,
        'plain rows/s': plain.map((times) => rowsPerSecond(count, times[name])),
        'sealed rows/s': sealed.map((times) => rowsPerSecond(count, times[name])),
      },
    });
  });
}

function measure(
  path: string,
  data: { readonly owners: TextRow[]; readonly patients: TextRow[] },
  key: DatabaseKey | undefined,
): Times {
  const db = openWritable(path, { key });
  for (const table of clinicSchema.tables) for (const sql of sqliteTableDdl(table)) db.exec(sql);
  const owner = db.runner(insertSql(owners));
  const insert = db.runner(insertSql(patients));
  db.transaction(() => {
    for (const row of data.owners) owner(...row);
  });
  const insertMs = timed(() => {
    for (let from = 0; from < data.patients.length; from += 1000) {
      db.transaction(() => {
        for (const row of data.patients.slice(from, from + 1000)) insert(...row);
      });
    }
  });
  db.close();
  const again = openWritable(path, { key });
  const scanMs = timed(() => again.get('SELECT sum(length(notes)) AS n FROM patients'));
  const ids = data.patients.map(([id = null]) => id);
  const lookUpMs = timed(() => {
    for (let turn = 0; turn < LOOK_UPS; turn++) {
      again.rawGet('SELECT * FROM patients WHERE id = ?', ids[(turn * 7919) % ids.length] ?? null);
    }
  });
  again.close();
  return { insertMs, scanMs, lookUpMs };
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
