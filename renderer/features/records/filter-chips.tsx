import { Pill } from '@mantine/core';
import type { TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { navigate } from '../../ui/router.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';

interface FilterChipsProps {
  readonly table: TableDescription;
  readonly where: Readonly<Record<string, WireValue>>;
}

/** What the list is narrowed to; removing a chip widens it again. */
export function FilterChips({ table, where }: FilterChipsProps) {
  const chips = Object.entries(where).flatMap(([name, value]) => {
    const column = table.columns.find((one) => one.name === name);
    return column ? [{ column, value }] : [];
  });
  if (chips.length === 0) return null;
  return (
    <Pill.Group>
      {chips.map(({ column, value }) => (
        <Pill
          key={column.name}
          size="md"
          withRemoveButton
          removeButtonProps={{
            'aria-label': t('records.showAll', { column: column.label }),
            'aria-hidden': false,
            tabIndex: 0,
          }}
          onRemove={() => {
            const rest = Object.entries(where).filter(([name]) => name !== column.name);
            navigate(['records', table.name], {
              query: Object.fromEntries(rest.map(([name, left]) => [name, String(left)])),
            });
          }}
        >
          {column.label}: <ChipValue column={column} value={value} />
        </Pill>
      ))}
    </Pill.Group>
  );
}

function ChipValue({ column, value }: { column: ColumnDescription; value: WireValue }) {
  const client = useClient();
  const target = column.references?.table;
  const title = useAnswer(
    async (signal) =>
      target
        ? (await client.records.get({ table: target, key: String(value) }, { signal })).title
        : (displayValue(column, value) ?? ''),
    `${column.name}/${String(value)}`,
  );
  return <b>{title.data ?? '…'}</b>;
}
