import {
  type HistoryEntry,
  type RecordHistory,
  type ServerHistory,
  serverHistorySchema,
} from '../../shared/api/keeping.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { HistoryService } from '../api/services.ts';
import { readDesk } from '../store/desk.ts';
import {
  findUnsent,
  keepTold,
  type NotedEdit,
  readEdits,
  readTold,
} from '../store/history-store.ts';
import type { Store } from '../store/open-store.ts';
import { parseKeyText, rowKey } from '../store/row-key.ts';
import { toSql } from '../store/values.ts';
import type { ServerClient } from '../sync/server-client.ts';
import { requireColumn, requireTable } from './record-query.ts';

export interface HistoryOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly server: () => Pick<ServerClient, 'history'> | undefined;
}

/**
 * Who changed a record, at which desk, when, and which columns; never what was in them. This desk's edits are noted
 * here. The other desks' are the server's to tell, and what it said last is kept for the time without a line.
 */
export function createHistoryService(options: HistoryOptions): HistoryService {
  const { store, now, server } = options;

  return {
    async get({ table: tableName, key, ask }): Promise<RecordHistory> {
      const table = requireTable(store.schema, tableName);
      const values = parseKeyText(table, key);
      if (!values) throw new SatchelError('RECORD_NOT_FOUND', { table: tableName, key });
      const params = table.primaryKey.map((name, index) =>
        toSql(requireColumn(table, name).type, values[index] ?? null),
      );
      const place = { tbl: store.tableId(table.name), pk: rowKey(table, params) };
      let problem: RecordHistory['problem'] = null;
      const client = ask ? server() : undefined;
      if (client) {
        try {
          const told = await client.history({ table: table.name, key: values });
          keepTold(store.db, place, { told: JSON.stringify(told), at: now() });
        } catch (caught) {
          problem = toSatchelError(caught).toJSON();
        }
      }
      const told = readTold(store.db, place);
      const parsed = serverHistorySchema.safeParse(told ? JSON.parse(told.told) : []);
      const desk = readDesk(store.db);
      return {
        entries: mergeHistory({
          device: desk.device,
          deskName: desk.deviceName,
          edits: readEdits(store.db, place),
          unsent: findUnsent(store.db, place),
          told: parsed.success ? parsed.data : [],
        }),
        asOf: told ? new Date(told.at).toISOString() : null,
        problem,
      };
    },
  };
}

interface Sources {
  readonly device: string;
  readonly deskName: string;
  readonly edits: readonly NotedEdit[];
  readonly unsent: ReturnType<typeof findUnsent>;
  readonly told: ServerHistory;
}

/**
 * One list of both sides. The server has one entry where several edits were sent together, so this desk's own are shown
 * as they were noted here; an entry of the server's stands where nothing was noted, as after a new installation.
 */
export function mergeHistory(sources: Sources): HistoryEntry[] {
  const { device, deskName, edits, unsent, told } = sources;
  const unsentFrom = unsent?.first_at ?? Infinity;
  const covered = coveredEntries(told, { device, edits, unsentFrom });
  const noted = edits.map((edit): HistoryEntry => ({
    at: new Date(edit.at).toISOString(),
    op: edit.op,
    columns: [...edit.columns],
    by: edit.actor,
    desk: deskName,
    here: true,
    sent: edit.at < unsentFrom,
  }));
  // An edit that another program made in the file was noted by nobody, but it waits to be sent.
  const unnoted =
    unsent !== undefined && !edits.some(({ at }) => at >= unsent.first_at)
      ? [
          {
            at: new Date(unsent.last_at).toISOString(),
            op: unsent.op,
            columns: [],
            by: unsent.actor,
            desk: deskName,
            here: true,
            sent: false,
          },
        ]
      : [];
  const server = told
    .filter((entry) => !covered.has(entry))
    .map((entry): HistoryEntry => ({
      at: entry.to ?? entry.at,
      op: entry.op,
      columns: entry.columns,
      by: entry.author,
      desk: entry.deviceName,
      here: entry.device === device,
      sent: true,
    }));
  return [...noted, ...unnoted, ...server].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/**
 * This desk's entries at the server of which at least one edit was noted here. Edits of one file are made one after another,
 * and each is noted in its own transaction: so the note of an edit lies at or after the edit's own time, which begins the
 * server's entry, and before the next one's, however long the note takes. That order is what tells which is which.
 */
function coveredEntries(
  told: ServerHistory,
  {
    device,
    edits,
    unsentFrom,
  }: { device: string; edits: readonly NotedEdit[]; unsentFrom: number },
): ReadonlySet<ServerHistory[number]> {
  const own = told
    .filter((entry) => entry.device === device)
    .toSorted((a, b) => endOf(a) - endOf(b));
  return new Set(
    own.filter((entry, index) => {
      const [before, after] = [own[index - 1], own[index + 1]];
      // A server that does not say when an edit began has it after the one before.
      const from =
        entry.from === null ? (before ? endOf(before) + 1 : -Infinity) : Date.parse(entry.from);
      const next = after === undefined ? unsentFrom : Date.parse(after.from ?? after.at);
      return edits.some(({ at }) => at >= from && at < next);
    }),
  );
}

function endOf({ to, at }: ServerHistory[number]): number {
  return Date.parse(to ?? at);
}
