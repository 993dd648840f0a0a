import type { CompareProgress, CompareReport } from '../../shared/api/compare.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { sameCommit } from '../../shared/protocol/commit.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import { readDesk } from '../store/desk.ts';
import { countPending } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import { breathe } from '../sync/context.ts';
import type { ServerClient } from '../sync/server-client.ts';
import { digestInSlices, type TableDigest } from './digest-rows.ts';

export interface Comparing {
  readonly store: Store;
  readonly client: ServerClient;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: (progress: CompareProgress) => void;
}

/**
 * Compares this desk with its server by content, table by table. People go on working meanwhile: what was written
 * while it read shows as not at rest.
 * @throws SatchelError COMPARE_CANCELLED, and what asking the server throws
 */
export async function compareWithServer(comparing: Comparing): Promise<CompareReport> {
  const { store, client, now, signal } = comparing;
  const wanted = dataTables(store.schema);
  tell(comparing, { phase: 'server', table: null, rows: 0, totalRows: null });
  const theirs = await client.digest({ signal });
  const before = readDesk(store.db).cursor;
  const wasWaiting = hasUnsent(store);
  const totalRows = theirs.tables
    .filter(({ name }) => wanted.some((table) => table.name === name))
    .reduce((sum, { count }) => sum + count, 0);
  const tables: CompareReport['tables'] = [];
  let rows = 0;
  for (const table of wanted) {
    const here = await digestOf(comparing, table, (count) => {
      rows += count;
      tell(comparing, { phase: 'here', table: table.name, rows, totalRows });
    });
    const there = theirs.tables.find(({ name }) => name === table.name);
    tables.push({
      table: table.name,
      here: here.count,
      there: there?.count ?? 0,
      hashHere: here.hash,
      hashThere: there?.hash ?? '',
      equal: here.count === there?.count && here.hash === there.hash,
    });
  }
  const desk = readDesk(store.db);
  const still = sameCommit(before, desk.cursor) && !wasWaiting && !hasUnsent(store);
  return {
    equal: tables.every(({ equal }) => equal),
    atRest: still && sameCommit(desk.cursor, theirs.head),
    at: new Date(now()).toISOString(),
    cursor: { epoch: desk.cursor.epoch, version: desk.cursor.version },
    head: { epoch: theirs.head.epoch, version: theirs.head.version },
    tables,
  };
}

async function digestOf(
  { store, signal }: Comparing,
  table: TableManifest,
  read: (rows: number) => void,
): Promise<TableDigest> {
  const slices = digestInSlices(store, table);
  for (;;) {
    const next = slices.next();
    if (next.done) return next.value;
    read(next.value);
    await breathe();
    stopWhere(signal);
  }
}

export function stopWhere(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SatchelError('COMPARE_CANCELLED');
}

function hasUnsent(store: Store): boolean {
  return countPending(store.db).some(({ tbl }) => !store.tableById(tbl).system);
}

function tell({ progress }: Comparing, now: CompareProgress): void {
  progress?.(now);
}
