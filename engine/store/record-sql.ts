import type {
  ColumnManifest,
  SchemaManifest,
  TableManifest,
} from '../../shared/records/manifest.ts';
import { findTable } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { rowKeyProbe } from './row-key.ts';

/** A column whose value names a record of another table, and the columns that record is recognised by. */
export interface ReferenceColumn {
  readonly column: ColumnManifest;
  readonly titleColumns: readonly ColumnManifest[];
}

/**
 * The parts of a table's record query. A row is: every column in order; then op, actor, last_at, synced_at, own,
 * open conflict, quarantined; then, of each reference, its title columns.
 */
export interface RecordSql {
  readonly select: string;
  readonly from: string;
  readonly references: readonly ReferenceColumn[];
  /** Ends every order, so that equal rows keep theirs from page to page. */
  readonly keyOrder: string;
}

export const STATE_COLUMNS = 7;

/** Everything a list shows of a record in one statement: references and sync state are joined, not asked for row by row. */
export function recordSql(schema: SchemaManifest, table: TableManifest, id: number): RecordSql {
  const references = table.columns.flatMap((column) => referenceOf(schema, column));
  const joins = references.map(({ column }, index) => {
    const { table: target, column: key } = column.references as { table: string; column: string };
    const alias = `r${String(index)}`;
    return `LEFT JOIN ${quoteIdentifier(target)} AS ${alias} ON ${alias}.${quoteIdentifier(key)} = t.${quoteIdentifier(column.name)}`;
  });
  const titles = references.flatMap(({ titleColumns }, index) =>
    titleColumns.map(({ name }) => `r${String(index)}.${quoteIdentifier(name)}`),
  );
  const probe = rowKeyProbe(table, 't');
  const number = String(id);
  return {
    references,
    select: [
      ...table.columns.map(({ name }) => `t.${quoteIdentifier(name)}`),
      'd.op',
      'd.actor',
      'd.last_at',
      's.synced_at',
      's.own',
      `EXISTS (SELECT 1 FROM _sync_conflict AS c WHERE c.tbl = ${number} AND c.pk = ${probe} AND c.resolved_at IS NULL)`,
      `EXISTS (SELECT 1 FROM _sync_quarantine AS q WHERE q.tbl = ${number} AND q.pk = ${probe})`,
      ...titles,
    ].join(', '),
    from: [
      `FROM ${quoteIdentifier(table.name)} AS t`,
      `LEFT JOIN _sync_dirty AS d ON d.tbl = ${number} AND d.pk = ${probe}`,
      `LEFT JOIN _sync_row AS s ON s.tbl = ${number} AND s.pk = ${probe}`,
      ...joins,
    ].join('\n'),
    keyOrder: table.primaryKey.map((name) => `t.${quoteIdentifier(name)}`).join(', '),
  };
}

function referenceOf(schema: SchemaManifest, column: ColumnManifest): ReferenceColumn[] {
  const target = column.references && findTable(schema, column.references.table);
  if (!target) return [];
  const titleColumns = target.columns.filter(({ name }) => target.titleColumns.includes(name));
  return [{ column, titleColumns }];
}
