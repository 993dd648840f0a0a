import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';

/** A row with its JSON columns in canonical form, which SQL cannot render [VAL-1]. */
export function polishRow(table: TableManifest, row: WireValue[]): WireValue[] {
  return row.map((value, at) =>
    table.columns[at]?.type === 'json' && typeof value === 'string'
      ? JSON.stringify(JSON.parse(value))
      : value,
  );
}
