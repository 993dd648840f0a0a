import type { CompareReport } from '../../shared/api/compare.ts';
import { sameCommit } from '../../shared/protocol/commit.ts';
import { readDesk } from '../store/desk.ts';
import { countPending } from '../store/dirty.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { Store } from '../store/open-store.ts';
import type { ServerClient } from '../sync/server-client.ts';
import { digestTable } from './digest-rows.ts';

/** Compares this desk with its server by content, table by table. */
export async function compareWithServer(
  store: Store,
  client: ServerClient,
  now: () => number,
): Promise<CompareReport> {
  const theirs = await client.digest();
  const desk = readDesk(store.db);
  const unsent = countPending(store.db).some(({ tbl }) => !store.tableById(tbl).system);
  const tables = dataTables(store.schema).map((table) => {
    const here = digestTable(store, table);
    const there = theirs.tables.find(({ name }) => name === table.name);
    return {
      table: table.name,
      here: here.count,
      there: there?.count ?? 0,
      hashHere: here.hash,
      hashThere: there?.hash ?? '',
      equal: here.count === there?.count && here.hash === there.hash,
    };
  });
  return {
    equal: tables.every(({ equal }) => equal),
    atRest: !unsent && sameCommit(desk.cursor, theirs.head),
    at: new Date(now()).toISOString(),
    cursor: { epoch: desk.cursor.epoch, version: desk.cursor.version },
    head: { epoch: theirs.head.epoch, version: theirs.head.version },
    tables,
  };
}
