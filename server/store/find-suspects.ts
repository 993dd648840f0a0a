import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote } from '../../shared/records/sqlite-ddl.ts';
import type { Batch, Frame } from '../sync/batch.ts';
import type { Client } from './database.ts';
import { dataTable, wireKey } from './sql-text.ts';
import { stagedValue } from './stage.ts';

/** A staged mutation that breaks a rule as the tables are now; others of its batch may yet put it right. */
export type Suspect =
  | { readonly index: number; readonly column: ColumnManifest; readonly missing: true }
  | { readonly index: number; readonly column: ColumnManifest; readonly holder: string };

/** References to rows that are not there, and unique values that other rows hold, each found for a whole set at once. */
export async function findSuspects(
  client: Client,
  { clinic, batch }: { clinic: number; batch: Batch },
  indexes: readonly number[],
): Promise<Suspect[]> {
  const suspects: Suspect[] = [];
  for (const [at, frame] of batch.frames.entries()) {
    if (!frame.table) continue;
    const place = { table: frame.table, frame, at };
    for (const column of frame.table.columns) {
      const text = column.references
        ? missingSql(place, column)
        : column.unique
          ? takenSql(place, column)
          : undefined;
      if (text === undefined) continue;
      const { rows } = await client.query<{ idx: number; holder: string | null }>(text, [
        clinic,
        at,
        indexes,
      ]);
      for (const { idx, holder } of rows) {
        suspects.push(
          holder === null ? { index: idx, column, missing: true } : { index: idx, column, holder },
        );
      }
    }
  }
  return suspects;
}

interface Place {
  readonly table: TableManifest;
  readonly frame: Frame;
}

function missingSql({ table }: Place, column: ColumnManifest): string {
  const staged = staging(table, column);
  const { table: target = '', column: key = '' } = column.references ?? {};
  return `SELECT s.idx, NULL AS holder FROM pg_temp.stage s
    WHERE s.frame = $2 AND s.op <> 'd' AND s.idx = ANY($3::integer[]) AND ${staged} IS NOT NULL
      AND NOT EXISTS (SELECT FROM ${table.namespace ?? 'public'}.${quote(target)} r
        WHERE r.clinic_id = $1 AND r.${quote(key)} = ${staged})`;
}

function takenSql({ table, frame }: Place, column: ColumnManifest): string {
  const other = frame.key
    .map((at) => {
      const part = table.columns[at] as ColumnManifest;
      return `t.${quote(part.name)} IS DISTINCT FROM ${staging(table, part)}`;
    })
    .join(' OR ');
  return `SELECT s.idx, ${wireKey(table, 't')} AS holder FROM pg_temp.stage s
    JOIN ${dataTable(table)} t ON t.clinic_id = $1 AND t.${quote(column.name)} = ${staging(table, column)}
    WHERE s.frame = $2 AND s.op <> 'd' AND s.idx = ANY($3::integer[]) AND (${other})`;
}

function staging(table: TableManifest, column: ColumnManifest): string {
  return stagedValue(column.type, table.columns.indexOf(column));
}
