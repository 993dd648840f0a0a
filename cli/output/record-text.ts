import type { RecordPage, RecordView, TableDescription } from '../../shared/api/records.ts';
import { safeText } from './safe-text.ts';
import { textTable } from './text-table.ts';
import { count, localTime } from './words.ts';

type Value = RecordView['values'][string];

/** What a record's sync status means to whoever typed it. */
const safety: Record<RecordView['syncStatus'], string> = {
  synced: 'safe on the server',
  pending: 'waits to be sent',
  conflict: 'waits for a decision',
  rejected: 'refused by the server',
};

export function tablesText(tables: readonly TableDescription[]): string {
  return textTable(tables, [
    { title: 'Table', value: ({ name }) => name },
    { title: 'Called', value: ({ label }) => label },
    { title: 'Columns', value: ({ columns }) => columns.map(({ name }) => name).join(' ') },
  ]);
}

export function tableText(table: TableDescription): string {
  return textTable(table.columns, [
    { title: 'Column', value: ({ name }) => name },
    { title: 'Type', value: ({ type }) => type },
    { title: 'Needed', value: ({ nullable }) => (nullable ? '' : 'yes') },
    { title: 'Unique', value: ({ unique }) => (unique ? 'yes' : '') },
    { title: 'Refers to', value: ({ references }) => references?.table ?? '' },
    { title: 'Values', value: ({ values }) => values?.join(' ') ?? '' },
  ]);
}

export function recordsText(table: TableDescription, { records, total }: RecordPage): string {
  const columns = table.listColumns.map((name) => ({
    title: name,
    value: (record: RecordView) => record.references[name] ?? cellOf(record.values[name]),
  }));
  const shown = records.length < total ? `${records.length} of ` : '';
  return [
    textTable(records, [
      { title: 'Key', value: ({ key }) => key },
      ...columns,
      { title: 'Sync', value: ({ syncStatus }) => syncStatus },
    ]),
    `${shown}${count(total, 'record')}.`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

export function recordText(table: TableDescription, record: RecordView): string {
  const width = Math.max(...table.columns.map(({ name }) => name.length));
  const lines = table.columns.map(({ name }) => {
    const value = record.values[name];
    const title = record.references[name];
    const text = value === null || value === undefined ? '–' : safeText(String(value));
    return `${name.padEnd(width)}  ${text}${title === undefined ? '' : `  (${safeText(title)})`}`;
  });
  const edited = record.updatedAt
    ? `; edited ${localTime(record.updatedAt)}${record.updatedBy ? ` by ${safeText(record.updatedBy)}` : ''}`
    : '';
  return [...lines, `This record ${inSentence(record.syncStatus)}${edited}.`].join('\n');
}

function inSentence(status: RecordView['syncStatus']): string {
  return status === 'synced' || status === 'rejected' ? `is ${safety[status]}` : safety[status];
}

function cellOf(value: Value | undefined): string | number | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
