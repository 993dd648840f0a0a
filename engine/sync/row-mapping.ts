import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';

/**
 * A positional row of the wire in this side's column order. Columns this side does not know are left out (they are
 * kept apart, see `extraValues`); columns the other side does not know keep the value the row has here [SYNC-12].
 */
export function mapRow(
  table: TableManifest,
  wire: { readonly columns: readonly string[]; readonly values: WireRow },
  current: () => WireRow | null,
): WireRow {
  const { columns, values } = wire;
  if (sameColumns(table, columns)) return values;
  const known = current();
  return table.columns.map(({ name }, index) => {
    const position = columns.indexOf(name);
    return position >= 0 ? (values[position] as WireValue) : (known?.[index] ?? null);
  });
}

export function sameColumns(table: TableManifest, columns: readonly string[]): boolean {
  return (
    table.columns.length === columns.length &&
    table.columns.every((column, index) => column.name === columns[index])
  );
}

/** Values of columns this side does not know, by name. */
export function extraValues(
  table: TableManifest,
  columns: readonly string[],
  values: WireRow,
): [name: string, value: WireValue][] {
  const known = new Set(table.columns.map((column) => column.name));
  return columns.flatMap((name, index) =>
    known.has(name) ? [] : [[name, values[index] as WireValue] as [string, WireValue]],
  );
}
