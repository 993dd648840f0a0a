import type { TableManifest } from '../../shared/records/manifest.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { QuarantineRecord } from '../store/quarantine-store.ts';

/** Why a row was set aside, for a person; never a value. */
export function sayRejection(
  table: TableManifest,
  record: Pick<QuarantineRecord, 'reason' | 'columns' | 'detail'>,
): Said {
  const fields = record.columns.map(
    (name) => table.columns.find((column) => column.name === name)?.label ?? name,
  );
  const what = fields.length === 0 ? say('field-unnamed') : say('field-named', { fields });
  const place = placeOf(record.detail);
  switch (record.reason) {
    case 'unique':
      return say('aside-unique', { what });
    case 'missing-reference':
      return place === undefined
        ? say('aside-missing', { what })
        : say('aside-missing-in', { what, table: place });
    case 'dependants':
      return place === undefined
        ? say('aside-dependants')
        : say('aside-dependants-in', { table: place });
    case 'not-null':
      return say('aside-empty', { what });
    case 'not-allowed-value':
      return say('aside-not-allowed', { what });
    case 'invalid-value':
      return say('aside-invalid', { what });
    case 'forbidden':
    case 'too-large':
    case 'group':
      return say(`aside-${record.reason}`);
    case 'unknown-table':
    case 'unknown-column':
      return say('aside-unknown');
    default:
      return say('aside-refused');
  }
}

/** A table's name; of a row that had to leave its table, the detail is the row. */
function placeOf(detail: string | null): string | undefined {
  return detail === null || detail.startsWith('[') ? undefined : detail;
}
