import type { TableDescription } from '../../../shared/api/records.ts';
import { type ColumnDescription, isNumeric } from '../../text/display-value.ts';

const FIRST_PX = 170;
const OTHER_PX = 125;
const BADGE_PX = 170;

/** As many of the table's list columns as fit into `width` pixels beside the badge; always the first. */
export function fittingColumns(table: TableDescription, width: number): ColumnDescription[] {
  const columns = table.listColumns.flatMap(
    (name) => table.columns.find((column) => column.name === name) ?? [],
  );
  if (width === 0) return columns;
  const fitting = 1 + Math.floor((width - FIRST_PX - BADGE_PX) / OTHER_PX);
  return columns.slice(0, Math.max(1, fitting));
}

/** Figures and marks are narrow, the rest share what is left. */
export function gridTemplate(columns: readonly ColumnDescription[]): string {
  const tracks = columns.map((column, index) => {
    if (index === 0) return 'minmax(150px, 1.2fr)';
    if (column.type === 'boolean') return 'minmax(70px, 0.5fr)';
    if (column.values) return 'minmax(90px, 0.7fr)';
    if (column.multiline) return 'minmax(140px, 1.7fr)';
    if (column.unique) return 'minmax(140px, 1.15fr)';
    return isNumeric(column) ? 'minmax(90px, 0.6fr)' : 'minmax(100px, 1fr)';
  });
  return [...tracks, `${BADGE_PX}px`].join(' ');
}
