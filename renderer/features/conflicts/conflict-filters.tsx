import { Group } from '@mantine/core';
import type { Conflict } from '../../../shared/api/conflicts.ts';
import { tableLabel } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { type ConflictFilter, filterChoices } from './conflict-filter.ts';

interface ConflictFiltersProps {
  readonly conflicts: readonly Conflict[];
  readonly filter: ConflictFilter;
  readonly onChange: (filter: ConflictFilter) => void;
}

/** Narrows the list by table, by what happened, and by who or which desk was part of it. */
export function ConflictFilters({ conflicts, filter, onChange }: ConflictFiltersProps) {
  const { tables, kinds, names } = filterChoices(conflicts);
  const select = (
    name: keyof ConflictFilter,
    label: string,
    data: { value: string; label: string }[],
  ) => (
    <FilterSelect
      label={label}
      width={190}
      data={data}
      value={filter[name]}
      onChange={(value) => {
        onChange({ ...filter, [name]: value });
      }}
    />
  );
  return (
    <Group gap="xs">
      {select(
        'table',
        t('conflicts.table'),
        tables.map((table) => ({ value: table, label: tableLabel(table) })),
      )}
      {select(
        'kind',
        t('conflicts.kind'),
        kinds.map((kind) => ({ value: kind, label: t(`conflicts.kindShort-${kind}`) })),
      )}
      {select(
        'who',
        t('conflicts.who'),
        names.map((name) => ({ value: name, label: name })),
      )}
    </Group>
  );
}
