import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import { useClient } from '../session/desk-context.tsx';

const SEARCH_PAUSE_MS = 150;
const OFFERED = 20;

interface ReferencePickerProps {
  readonly name: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly autoFocus: boolean;
  readonly onBlur: () => void;
  readonly target: TableDescription;
  /** The chosen record's key; empty for none. */
  readonly value: string;
  readonly title: string | undefined;
  readonly onChange: (key: string) => void;
}

/** Chooses a record of another table by what a person calls it. */
export function ReferencePicker({
  target,
  value,
  title,
  onChange,
  ...field
}: ReferencePickerProps) {
  const client = useClient();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState({ key: value, label: title });
  const [settled] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  // The field shows the chosen title; that text is not a search.
  const words = settled === chosen.label ? '' : settled.trim();
  const found = useAnswer(async (signal) => {
    if (words && target.findColumns.length > 0) {
      const query = { text: words, table: target.name, limit: OFFERED };
      return (await client.records.search(query, { signal })).records;
    }
    const query = { table: target.name, limit: OFFERED, ...(words ? { search: words } : {}) };
    return (await client.records.list(query, { signal })).records;
  }, `${target.name}/${words}`);
  const current = useAnswer(
    async (signal) =>
      value && chosen.label === undefined
        ? labelOf(await client.records.get({ table: target.name, key: value }, { signal }), target)
        : undefined,
    value,
  );
  const options = (found.data ?? []).map((record) => ({
    value: record.key,
    label: labelOf(record, target),
  }));
  const label = chosen.key === value ? (chosen.label ?? current.data) : undefined;
  const data =
    value && !options.some((option) => option.value === value)
      ? [{ value, label: label ?? '…' }, ...options]
      : options;

  return (
    <Select
      {...field}
      searchable
      clearable={!field.required}
      clearButtonProps={{ 'aria-label': t('records.clear', { column: field.label }) }}
      allowDeselect={false}
      data={data}
      filter={({ options: all }) => all}
      nothingFoundMessage={found.loading ? t('records.searching') : t('words.nothingFound')}
      placeholder={t('records.search', { table: target.label })}
      value={value || null}
      searchValue={search}
      onSearchChange={setSearch}
      openOnFocus={false}
      {...dropdownProps}
      onChange={(key, option) => {
        setChosen({ key: key ?? '', label: option?.label });
        onChange(key ?? '');
      }}
    />
  );
}

/** `Rex · dog`: the title, and the next thing its list shows, to tell namesakes apart. */
function labelOf(record: RecordView, table: TableDescription): string {
  const next = table.listColumns.find((name) => !table.titleColumns.includes(name));
  const column = table.columns.find(({ name }) => name === next);
  const detail =
    column && (record.references[column.name] ?? displayValue(column, record.values[column.name]));
  const title = record.title.trim() || table.singular;
  return detail ? `${title} · ${detail}` : title;
}
