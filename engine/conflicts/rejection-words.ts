import type { TableManifest } from '../../shared/records/manifest.ts';
import type { QuarantineRecord } from '../store/quarantine-store.ts';

/** Why a row was set aside, for a person; never a value. */
export function rejectionWords(
  table: TableManifest,
  record: Pick<QuarantineRecord, 'reason' | 'columns' | 'detail'>,
): string {
  const labels = record.columns
    .map((name) => table.columns.find((column) => column.name === name)?.label ?? name)
    .join(', ');
  const what = labels === '' ? 'A value' : `“${labels}”`;
  switch (record.reason) {
    case 'unique':
      return `${what} is already used by another record. Give it another value.`;
    case 'missing-reference':
      return `${what} names a record that no longer exists${inTable(record.detail)}. Choose another one.`;
    case 'dependants':
      return `Other records${inTable(record.detail)} still use it, so it cannot be deleted.`;
    case 'not-null':
      return `${what} must not be empty.`;
    case 'not-allowed-value':
      return `${what} has a value the clinic’s server does not allow.`;
    case 'invalid-value':
      return `${what} has a value the server could not read.`;
    case 'forbidden':
      return 'You may not change this record. Ask an administrator of the clinic.';
    case 'unknown-table':
    case 'unknown-column':
      return 'The server does not know this field yet. It is sent after the server’s update.';
    case 'too-large':
      return 'The record is larger than the way to the server carries. Shorten its longest text.';
    case 'group':
      return 'It belongs together with another change that was refused.';
    default:
      return 'The server refused it.';
  }
}

function inTable(detail: string | null): string {
  return detail === null || detail.startsWith('[') ? '' : ` in ${detail}`;
}
