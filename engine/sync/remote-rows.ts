import { formatCommit, ORIGIN } from '../../shared/protocol/commit.ts';
import { type DownloadHeader, epochOf } from '../../shared/protocol/download.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { readDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import type { Held } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { breathe } from './context.ts';
import { parseRows } from './frame.ts';
import type { RemoteRow } from './remote-row.ts';
import { mapRow } from './row-mapping.ts';
import type { ServerClient } from './server-client.ts';

interface Reading {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly client: ServerClient;
  readonly signal?: AbortSignal | undefined;
}

export interface RemoteSlice {
  /** Of the page they are on. */
  readonly header: DownloadHeader;
  /** Those of the wanted tables, in the server's order; deletions have no row. */
  readonly rows: readonly RemoteRow[];
  /** With those of other tables. */
  readonly read: number;
}

/**
 * Every row and deletion that the clinic has, page by page; no cursor moves. Between two slices others come to their
 * turn.
 */
export async function* remoteRows(
  reading: Reading,
  { wanted, slice }: { wanted: ReadonlySet<string>; slice: number },
): AsyncGenerator<RemoteSlice> {
  for (let after: string | null = null; ;) {
    const page = await readPage(reading, after);
    const lines = parseRows(page.body) as WireRow[];
    // A page without rows tells of its head all the same.
    for (let from = 0; from === 0 || from < lines.length; from += slice) {
      const part = lines.slice(from, from + slice);
      const rows = part.flatMap((line) => readLine(reading, page.header, { line, wanted }) ?? []);
      yield { header: page.header, rows, read: part.length };
      await breathe();
    }
    after = page.header.next;
    if (after === null) return;
  }
}

async function readPage({ client, store, signal }: Reading, after: string | null) {
  const query = new URLSearchParams({
    since: formatCommit(ORIGIN),
    seen: formatCommit(readDesk(store.db).seen),
  });
  if (after !== null) query.set('after', after);
  const page = await client.download(query, { signal });
  if (page === 'unchanged') throw new SatchelError('SYNC_TORN');
  return page;
}

/** The line as a row of a wanted table; undefined for any other. */
function readLine(
  { access, store }: Reading,
  header: DownloadHeader,
  { line, wanted }: { line: WireRow; wanted: ReadonlySet<string> },
): RemoteRow | undefined {
  const [index, version] = line as [number, number];
  const frame = header.tables[index < 0 ? -1 - index : index];
  const table = store.schema.tables.find(({ name }) => name === frame?.name);
  if (!frame || !table || !wanted.has(table.name)) return undefined;
  const tableAccess = access.get(table.name);
  const held: Held = { epoch: epochOf(header.epochs, version), version };
  const values = line.slice(2);
  if (index < 0) return { access: tableAccess, pk: tableAccess.pkOfKey(values), held, row: null };
  const key = table.primaryKey.map(
    (name): WireValue => values[frame.columns.indexOf(name)] ?? null,
  );
  const pk = tableAccess.pkOfKey(key);
  const row = mapRow(table, { columns: frame.columns, values }, () => tableAccess.read(pk));
  return { access: tableAccess, pk, held, row };
}
