import type { TableDescription } from '../../shared/api/records.ts';
import { deChoices, deTables } from './de/tables.ts';
import { language } from './t.ts';
import { humanise } from './words.ts';

/**
 * What the clinic's own tables are called in another language than the manifest's English. A table, column or
 * choice that is not listed keeps the manifest's label, as a foreign application's do.
 */
interface TableWords {
  readonly label: string;
  readonly singular: string;
  readonly columns: Readonly<Record<string, string>>;
}

function wordsOf(table: string): TableWords | undefined {
  return language() === 'de' && Object.hasOwn(deTables, table)
    ? deTables[table as keyof typeof deTables]
    : undefined;
}

export function tableLabel(table: string, label: string = humanise(table)): string {
  return wordsOf(table)?.label ?? label;
}

export function columnLabel(table: string, column: string, label: string): string {
  return wordsOf(table)?.columns[column] ?? label;
}

/** `checked_in` → `Checked in`, `Eingecheckt`. */
export function choiceWord(value: string): string {
  return (language() === 'de' ? deChoices[value] : undefined) ?? humanise(value);
}

/** A table's description with its names in the window's language. */
export function localisedTable(table: TableDescription): TableDescription {
  const words = wordsOf(table.name);
  if (!words) return table;
  return {
    ...table,
    label: words.label,
    singular: words.singular,
    columns: table.columns.map((column) => ({
      ...column,
      label: columnLabel(table.name, column.name, column.label),
    })),
  };
}
