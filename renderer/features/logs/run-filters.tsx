import { Button, Group } from '@mantine/core';
import type { SyncReport, Trigger } from '../../../shared/api/sync.ts';
import { runLabel, triggerLabel } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useSession } from '../session/desk-context.tsx';
import { runsAsCsv, runsAsJson } from './export-runs.ts';
import type { RunFilter } from './run-filter.ts';

// Not read from the schemas: those compile themselves, which the window's policy forbids.
const statuses: readonly SyncReport['status'][] = [
  'running',
  'success',
  'partial',
  'failed',
  'cancelled',
];
const levels = ['info', 'warn', 'error'] as const;
const triggers: readonly Trigger[] = [
  'manual',
  'start',
  'interval',
  'reconnect',
  'edit',
  'wake',
  'poke',
];

interface RunFiltersProps {
  readonly filter: RunFilter;
  readonly onChange: (filter: RunFilter) => void;
  /** What is shown, and so what is exported. */
  readonly runs: readonly SyncReport[];
}

/** Narrows the log by result, reason and table, and hands what is left over as a file. */
export function RunFilters({ filter, onChange, runs }: RunFiltersProps) {
  const tables = useSession(({ report }) => report?.tables ?? none);
  const select = (
    name: keyof RunFilter,
    label: string,
    data: { value: string; label: string }[],
  ) => (
    <FilterSelect
      label={label}
      width={140}
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
        'status',
        t('logs.result'),
        statuses.map((value) => ({ value, label: runLabel(value) })),
      )}
      {select(
        'level',
        t('logs.level'),
        levels.map((value) => ({ value, label: t(`logs.level-${value}`) })),
      )}
      {select(
        'trigger',
        t('logs.why'),
        triggers.map((value) => ({ value, label: triggerLabel(value) })),
      )}
      {select(
        'table',
        t('logs.table'),
        tables.map(({ table, label }) => ({ value: table, label })),
      )}
      <Button
        size="xs"
        variant="default"
        disabled={runs.length === 0}
        onClick={() => {
          saveFile('sync-log.csv', 'text/csv', runsAsCsv(runs));
        }}
      >
        {t('logs.exportCsv')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={runs.length === 0}
        onClick={() => {
          saveFile('sync-log.json', 'application/json', runsAsJson(runs));
        }}
      >
        {t('logs.exportJson')}
      </Button>
    </Group>
  );
}

const none: readonly { readonly table: string; readonly label: string }[] = [];
