import { join } from 'node:path';
import { openStore, type Store } from '../../../engine/store/open-store.ts';
import { openWritable, type WritableDatabase } from '../../../engine/store/database.ts';
import { systemRandom } from '../../../engine/thread/system-ports.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { sqliteTableDdl } from '../../../shared/records/sqlite-ddl.ts';
import type { Bench } from '../bench.ts';
import { atLeast, type Figure, figure, median, round, rowsPerSecond } from '../figure.ts';
import { insertSql, owners, ownerRows, patientRows, patients, type TextRow } from '../patients.ts';

interface Times {
  insertMs: number;
  updateMs: number;
}

interface TrackedTimes extends Times {
  gatherInsertsMs: number;
  gatherUpdatesMs: number;
}

/** Row 1: what change tracking costs a program that writes to the file, and Satchel when it looks at what was written. */
export async function measureTracking(bench: Bench): Promise<Figure[]> {
  const { rows } = bench.options;
  const data = { owners: ownerRows(1, rows), patients: patientRows(1, rows) };
  const plain: Times[] = [];
  const tracked: TrackedTimes[] = [];
  // One more than counted: the first pair warms up.
  for (let round = 0; round <= bench.options.repetitions; round++) {
    bench.say(`tracking: round ${String(round)}`);
    const pair = [
      measurePlain(join(bench.dir, `plain-${String(round)}.db`), data),
      measureTracked(join(bench.dir, `tracked-${String(round)}.db`), data),
    ] as const;
    if (round === 0) continue;
    plain.push(pair[0]);
    tracked.push(pair[1]);
  }
  const against = (['insertMs', 'updateMs'] as const).map((name) => {
    const ratios = plain.map((times, i) => times[name] / (tracked[i]?.[name] ?? NaN));
    const what = name === 'insertMs' ? 'tracked insert' : 'tracked update of synced rows';
    return figure({
      row: 'tracking',
      what: `${what} against the same statements without triggers`,
      measured: round2(median(ratios)),
      unit: '×',
      limit: atLeast(name === 'insertMs' ? 0.6 : 0.45),
      raw: {
        rows,
        'plain rows/s': plain.map((times) => rowsPerSecond(rows, times[name])),
        'tracked rows/s': tracked.map((times) => rowsPerSecond(rows, times[name])),
      },
    });
  });
  const gathering = (['gatherInsertsMs', 'gatherUpdatesMs'] as const).map((name) => {
    const each = tracked.map((times) => (times[name] * 1000) / rows);
    return figure({
      row: 'tracking',
      what: `gathering what another program has ${name === 'gatherInsertsMs' ? 'inserted' : 'updated'}, a row`,
      measured: round2(median(each)),
      unit: 'µs',
      limit: null,
      raw: { rows, 'µs a row': each.map(round2) },
    });
  });
  return [...against, ...gathering];
}

const round2 = (value: number): number => round(value, 2);

interface Data {
  readonly owners: TextRow[];
  readonly patients: TextRow[];
}

function measurePlain(path: string, data: Data): Times {
  const db = openWritable(path);
  for (const table of clinicSchema.tables) for (const sql of sqliteTableDdl(table)) db.exec(sql);
  const times = measure(db, data, () => undefined);
  db.close();
  return times;
}

function measureTracked(path: string, data: Data): TrackedTimes {
  const store = openStore({
    path,
    schema: clinicSchema,
    deviceName: 'bench',
    now: () => Date.now(),
    randomBytes: (count) => systemRandom.bytes(count),
  });
  // Another program: a connection that knows nothing of Satchel.
  const db = openWritable(path);
  let gatherInsertsMs = 0;
  const times = measure(db, data, () => {
    gatherInsertsMs = timed(() => {
      store.gather();
    });
    markSynced(store);
  });
  const gatherUpdatesMs = timed(() => {
    store.gather();
  });
  db.close();
  store.close();
  return { ...times, gatherInsertsMs, gatherUpdatesMs };
}

/** As after a sync: nothing is dirty, and every row has its place in the server's order, so an edit keeps its base. */
function markSynced({ db, tableId }: Store): void {
  db.run('DELETE FROM _sync_dirty');
  for (const { name } of [owners, patients]) {
    db.run(
      `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at) SELECT ${String(tableId(name))}, id, 0, 1, 0 FROM ${name}`,
    );
  }
}

function measure(db: WritableDatabase, data: Data, between: () => void): Times {
  const owner = db.runner(insertSql(owners));
  const insert = db.runner(insertSql(patients));
  const update = db.runner('UPDATE patients SET notes = ?, status = ? WHERE id = ?');
  db.transaction(() => {
    for (const row of data.owners) owner(...row);
  });
  const insertMs = timed(() => {
    db.transaction(() => {
      for (const row of data.patients) insert(...row);
    });
  });
  between();
  db.pragma('wal_checkpoint(TRUNCATE)');
  const updateMs = timed(() => {
    db.transaction(() => {
      for (const row of data.patients) update('seen again, doing well', 'active', row[0] ?? null);
    });
  });
  return { insertMs, updateMs };
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
