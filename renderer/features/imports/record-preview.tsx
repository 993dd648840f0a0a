import type { TableDescription } from '../../../shared/api/records.ts';
import { displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import classes from './import-page.module.css';
import type { ReadRow } from './read-row.ts';

interface RecordPreviewProps {
  readonly table: TableDescription;
  readonly row: ReadRow;
  /** What each reference of the row is called in the file. */
  readonly references: ReadonlyMap<string, string>;
}

/** One row as the record it would become. */
export function RecordPreview({ table, row, references }: RecordPreviewProps) {
  const shown = table.columns.filter(({ name }) => (row.values[name] ?? null) !== null);
  return (
    <div className={classes.preview}>
      <div className="soft">{t('imports.example')}</div>
      <dl className={classes.facts}>
        {shown.map((column) => (
          <div key={column.name}>
            <dt>{column.label}</dt>
            <dd>{references.get(column.name) ?? displayValue(column, row.values[column.name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
