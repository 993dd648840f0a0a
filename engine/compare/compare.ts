import type { CompareProgress, CompareReport } from '../../shared/api/compare.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { sameCommit } from '../../shared/protocol/commit.ts';
import type { DigestAnswer } from '../../shared/protocol/sync-info.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import { readDesk } from '../store/desk.ts';
import { countPending } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import { countRows } from '../store/row-counts.ts';
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
 * Compares this desk with its server by content, table by table, both at work at the same time. People go on working
 * meanwhile: what was written while it read shows as not at rest.
 * @throws SatchelError COMPARE_CANCELLED, and what asking the server throws
 */
export async function compareWithServer(comparing: Comparing): Promise<CompareReport> {
  const { store, now } = comparing;
  const before = readDesk(store.db).cursor;
  const wasWaiting = hasUnsent(store);
  const { ours, theirs } = await bothSides(comparing);
  const tables = ours.map(({ name, ...here }) => {
    const there = theirs.tables.find((table) => table.name === name);
    return {
      table: name,
      here: here.count,
      there: there?.count ?? 0,
      hashHere: here.hash,
      hashThere: there?.hash ?? '',
      equal: here.count === there?.count && here.hash === there.hash,
    };
  });
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

type NamedDigest = TableDigest & { readonly name: string };

/** Where one side fails the other is not waited for. */
async function bothSides(
  comparing: Comparing,
): Promise<{ ours: NamedDigest[]; theirs: DigestAnswer }> {
  const stop = new AbortController();
  const signals = [stop.signal, ...(comparing.signal ? [comparing.signal] : [])];
  const signal = AbortSignal.any(signals);
  const asked = comparing.client.digest({ signal });
  const read = digestsHere({ ...comparing, signal });
  try {
    const [theirs, ours] = await Promise.all([asked, read]);
    return { ours, theirs };
  } catch (error) {
    stop.abort();
    await Promise.allSettled([asked, read]);
    throw error;
  }
}

async function digestsHere(comparing: Comparing): Promise<NamedDigest[]> {
  const { store } = comparing;
  const totalRows = countRows(store);
  let rows = 0;
  tell(comparing, { phase: 'here', table: null, rows, totalRows });
  const digests: NamedDigest[] = [];
  for (const table of dataTables(store.schema)) {
    const { name } = table;
    const digest = await digestOf(comparing, table, (count) => {
      rows += count;
      tell(comparing, { phase: 'here', table: name, rows, totalRows });
    });
    digests.push({ name, ...digest });
  }
  tell(comparing, { phase: 'server', table: null, rows: 0, totalRows: null });
  return digests;
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
