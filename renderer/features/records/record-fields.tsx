import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { linkTo } from '../../ui/route.ts';
import classes from './record-fields.module.css';

/** All fields of a record; what it refers to is a link, and long text keeps its lines. */
export function RecordFields({ table, record }: { table: TableDescription; record: RecordView }) {
  const columns = longTextLast(table.columns.filter(({ name }) => !isOwnKey(table, name)));
  return (
    <dl className={classes.fields}>
      {columns.map((column) => (
        <div
          key={column.name}
          className={classes.field}
          data-wide={isLong(record.values[column.name]) || undefined}
        >
          <dt>{column.label}</dt>
          <dd>
            <FieldValue column={column} record={record} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FieldValue({ column, record }: { column: ColumnDescription; record: RecordView }) {
  const value = record.values[column.name];
  const text = displayValue(column, value);
  if (text === null) return <span className="soft">–</span>;
  if (column.references && value !== null && value !== undefined)
    return (
      <a href={linkTo(['records', column.references.table, 'record', String(value)])}>
        {record.references[column.name] ?? text}
      </a>
    );
  return <>{text}</>;
}

function isLong(value: WireValue | undefined): boolean {
  return typeof value === 'string' && (value.length > 40 || value.includes('\n'));
}

/** Short fields in their order, then the long texts in theirs, so that neither tears the other apart. */
export function longTextLast(columns: readonly ColumnDescription[]): ColumnDescription[] {
  return [
    ...columns.filter(({ multiline }) => !multiline),
    ...columns.filter(({ multiline }) => multiline),
  ];
}

/** A generated key says nothing to a person. */
export function isOwnKey(table: TableDescription, name: string): boolean {
  return table.primaryKey.length === 1 && table.primaryKey[0] === name && name === 'id';
}
