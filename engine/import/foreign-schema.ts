import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { canRefer, tableProblem } from '../../shared/records/table-rules.ts';
import type { Said } from '../../shared/said/said.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { introspectTable } from '../store/introspect.ts';
import { parentsFirst } from '../store/parents-first.ts';
import { sourceTables } from '../store/source-rows.ts';

export interface RefusedTable {
  readonly table: string;
  readonly reason: Said;
  readonly rows: number;
}

/**
 * The schema that another application's file describes itself with, as far as both databases can hold it, and the tables
 * that have to stay where they are, each with the reason. A reference that is no key of the other table is left out.
 */
export function foreignSchema(db: ReadableDatabase): {
  schema: SchemaManifest;
  refused: RefusedTable[];
} {
  const refused: RefusedTable[] = [];
  let tables: TableManifest[] = [];
  for (const { name, rows } of sourceTables(db)) {
    try {
      tables.push(introspectTable(db, name));
    } catch (error) {
      if (!isSatchelError(error, 'TABLE_NOT_SYNCABLE')) throw error;
      refused.push({ table: name, reason: error.details['detail'] as Said, rows });
    }
  }
  // A table that is refused takes the references to it along, which may make others fit.
  for (let before = -1; before !== tables.length;) {
    before = tables.length;
    const schema = { name: 'other', version: 1, tables: withReferences(tables) };
    tables = schema.tables.filter((table) => {
      const reason = tableProblem(table, schema);
      const rows = sourceTables(db).find(({ name }) => name === table.name)?.rows ?? 0;
      if (reason !== undefined) refused.push({ table: table.name, reason, rows });
      return reason === undefined;
    });
  }
  return { schema: { name: 'other', version: 1, tables: parentsFirst(tables) }, refused };
}

/** References under the names as the tables have them: SQLite does not tell capitals from small letters. */
function withReferences(tables: readonly TableManifest[]): TableManifest[] {
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => {
      const { references, ...plain } = column;
      const target = tables.find(({ name }) => sameName(name, references?.table));
      const key = target?.columns.find(({ name }) => sameName(name, references?.column));
      if (!target || !key) return plain;
      const found = { table: target.name, column: key.name };
      return canRefer(found, column.type, { tables }) ? { ...plain, references: found } : plain;
    }),
  }));
}

function sameName(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
