import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { getTable } from '../../shared/records/manifest.ts';
import { applyRemote } from '../../engine/store/gate.ts';
import { openStore, type Store } from '../../engine/store/open-store.ts';
import { insertSql, ownerRow, patientRow } from './patients.ts';

/** What a vet writes about one visit, in its four parts: about a page. */
const SENTENCES = [
  'Presented for the yearly examination; eats and drinks well, lively in the waiting room.',
  'Heart and lungs without findings, temperature 38.4, mucous membranes pink, refill below two seconds.',
  'Left ear reddened with brown discharge, right ear clean; cytology shows Malassezia and a few cocci.',
  'Weight stable since the last visit; the owner was advised on diet and on a recheck in six weeks.',
];
const VISITS_PER_PATIENT = 5;
const ROWS_A_SLICE = 10_000;

/** A desk's database of at least so many bytes, as it is after years of work: synced, nothing waits. */
export function createClinicFile(path: string, bytes: number): Store {
  const store = openStore({
    path,
    schema: clinicSchema,
    deviceName: 'bench',
    now: () => Date.now(),
    randomBytes: (count) => randomBytes(count),
  });
  const visits = getTable(clinicSchema, 'visits');
  const hold = store.db.runner(
    'INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at, own) VALUES (?, ?, 1, ?, 0, 0)',
  );
  const put = (name: string) => {
    const table = getTable(clinicSchema, name);
    const run = store.db.runner(insertSql(table));
    const id = store.tableId(name);
    return (row: readonly (string | number | null)[], version: number): void => {
      run(...row);
      hold(id, row[0] ?? null, version);
    };
  };
  const [owner, patient, visit] = [put('owners'), put('patients'), put('visits')];
  let index = 0;
  while (statSync(path).size < bytes) {
    applyRemote(store, () => {
      for (const until = index + ROWS_A_SLICE / VISITS_PER_PATIENT; index < until; index++) {
        if (index % 50 === 0) owner(ownerRow(1, index / 50), index);
        const row = patientRow(1, index);
        patient(row, index);
        for (let nth = 0; nth < VISITS_PER_PATIENT; nth++) {
          const values = new Map<string, string | null>([
            ['id', `${String(row[0])}-${String(nth)}`],
            ['patient_id', row[0] ?? null],
            ['visited_at', `2026-0${String(nth + 1)}-11T09:30:00Z`],
          ]);
          for (const name of ['subjective', 'objective', 'assessment', 'plan']) {
            values.set(name, SENTENCES.map((text) => `${text} (${String(index)})`).join(' '));
          }
          visit(
            visits.columns.map(({ name }) => values.get(name) ?? null),
            index,
          );
        }
      }
    });
    store.db.pragma('wal_checkpoint(TRUNCATE)');
  }
  return store;
}
