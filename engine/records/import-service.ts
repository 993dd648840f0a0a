import type { ImportRun, RowProblem } from '../../shared/api/imports.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { ImportService, RecordService } from '../api/services.ts';
import {
  beginImport,
  changedSince,
  endUndo,
  findImport,
  forgetImported,
  importedKeys,
  listImports,
  noteImported,
} from '../store/import-store.ts';
import type { Store } from '../store/open-store.ts';
import { keyText, parseKeyText, rowKey, rowKeyValues } from '../store/row-key.ts';
import { fromSql, toSql } from '../store/values.ts';
import { requireColumn, requireTable } from './record-query.ts';

export interface ImportOptions {
  readonly store: Store;
  readonly now: () => number;
  /** Adds and deletes without telling anybody; `changed` does that once. */
  readonly records: Pick<RecordService, 'add' | 'delete'>;
  readonly changed: (tables: readonly string[]) => void;
}

type Row = Readonly<Record<string, WireValue>>;

/** Thrown to take a dry run back. */
const DRY = Symbol('dry run');

/** Rows from a file, each saved or refused for itself, and all of them taken back where a person wants that. */
export function createImportService(options: ImportOptions): ImportService {
  const { store, now, records, changed } = options;
  const { db } = store;

  const addEach = (table: string, rows: readonly Row[], done: (key: string) => void) =>
    rows.map((values): RowProblem => {
      try {
        // A savepoint for each: what SQLite refused of one row leaves nothing of it.
        db.transaction(() => {
          done(records.add(table, values).key);
        });
        return null;
      } catch (caught) {
        return problemOf(caught);
      }
    });

  return {
    check({ table, rows }) {
      requireTable(store.schema, table);
      let problems: RowProblem[] = [];
      try {
        store.write(() => {
          problems = addEach(table, rows, () => undefined);
          // oxlint-disable-next-line typescript/only-throw-error
          throw DRY;
        });
      } catch (caught) {
        if (caught !== DRY) throw caught;
      }
      return { problems };
    },

    add({ table: name, rows, source, import: earlier }) {
      const table = requireTable(store.schema, name);
      const tbl = store.tableId(name);
      if (earlier !== null && findImport(db, earlier)?.tbl !== tbl) {
        throw new SatchelError('IMPORT_NOT_FOUND', { id: earlier });
      }
      const answer = store.write(() => {
        const id = earlier ?? beginImport(db, { tbl, source, actor: store.actor(), at: now() });
        const problems = addEach(name, rows, (key) => {
          const values = parseKeyText(table, key) ?? [];
          const params = table.primaryKey.map((column, index) =>
            toSql(requireColumn(table, column).type, values[index] ?? null),
          );
          noteImported(db, id, rowKey(table, params));
        });
        return { import: id, problems };
      });
      changed([name]);
      return answer;
    },

    list({ table }) {
      return listImports(db).flatMap(({ tbl, actor, at, undoneAt, ...run }): ImportRun[] => {
        const name = store.schema.tables.find((one) => store.tableId(one.name) === tbl)?.name;
        if (name === undefined || (table !== undefined && name !== table)) return [];
        return [
          {
            id: run.id,
            source: run.source,
            rows: run.rows,
            table: name,
            by: actor,
            at: new Date(at).toISOString(),
            undoneAt: undoneAt === null ? null : new Date(undoneAt).toISOString(),
          },
        ];
      });
    },

    undo({ id, limit }) {
      const run = findImport(db, id);
      if (!run) throw new SatchelError('IMPORT_NOT_FOUND', { id });
      const table = store.tableById(run.tbl);
      let removed = 0;
      let kept = 0;
      store.write(() => {
        for (const pk of importedKeys(db, id, limit)) {
          const key = keyText(
            table,
            rowKeyValues(table, pk).map((value, index) =>
              fromSql(requireColumn(table, table.primaryKey[index] ?? '').type, value),
            ),
          );
          const gone = changedSince(db, { tbl: run.tbl, pk })
            ? false
            : tryDelete(() => {
                records.delete(table.name, key);
              });
          if (gone) removed += 1;
          else kept += 1;
          forgetImported(db, id, pk);
        }
        if (removed + kept === run.rows) endUndo(db, id, now());
      });
      changed([table.name]);
      return { removed, kept, left: run.rows - removed - kept };
    },
  };

  /** False where other records have come to depend on it, or it is gone already. */
  function tryDelete(run: () => void): boolean {
    try {
      db.transaction(run);
      return true;
    } catch (caught) {
      problemOf(caught);
      return false;
    }
  }
}

/** What is wrong with this row; an error that is about the whole file or disk is none of a row's. */
function problemOf(caught: unknown): Exclude<RowProblem, null> {
  const error = toSatchelError(caught);
  if (!aboutRows.has(error.code)) throw error;
  const { code, message, action, details } = error.toJSON();
  return { code, message, action, details: { ...details } };
}

const aboutRows: ReadonlySet<string> = new Set([
  'VALUE_INVALID',
  'COLUMN_UNKNOWN',
  'RECORD_EXISTS',
  'RECORD_NOT_FOUND',
  'RECORD_REFERENCED',
  'RECORD_APPEND_ONLY',
  'REFERENCE_MISSING',
]);
