import { readDesk } from '../../engine/store/desk.ts';
import { openSearchFile, searchFilePath } from '../../engine/store/search-file.ts';
import { searchedTables } from '../../engine/store/search-sql.ts';
import { SearchWriter } from '../../engine/store/search-writer.ts';
import { openStore } from '../../engine/store/open-store.ts';
import { systemRandom } from '../../engine/thread/system-ports.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { insertSql, ownerCount, ownerRow, owners, patientRow, patients } from './patients.ts';

/** Writes a desk's database with so many patients, and its search index. @returns ms that the index took */
export function fillClinic(path: string, rows: number): number {
  const store = openStore({
    path,
    schema: clinicSchema,
    deviceName: 'bench',
    now: () => Date.now(),
    randomBytes: (count) => systemRandom.bytes(count),
  });
  const owner = store.db.runner(insertSql(owners));
  const patient = store.db.runner(insertSql(patients));
  store.db.transaction(() => {
    store.db.run('UPDATE _sync_gate SET open = 1');
    for (let index = 0; index < ownerCount(rows); index++) owner(...ownerRow(1, index));
    for (let index = 0; index < rows; index++) patient(...patientRow(1, index));
    store.db.run('UPDATE _sync_gate SET open = 0');
  });
  const tables = searchedTables(store.db, store.schema);
  const index = openSearchFile(searchFilePath(path), tables, {
    identity: readDesk(store.db).incarnation,
  });
  const writer = new SearchWriter({ db: store.db, index, tables });
  const started = performance.now();
  for (let more = true; more;) {
    const sliceStarted = performance.now();
    more = writer.slice(() => performance.now() - sliceStarted < 12);
  }
  const ms = performance.now() - started;
  index.close();
  store.close();
  return ms;
}
