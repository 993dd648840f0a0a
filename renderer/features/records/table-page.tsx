import { ActionIcon, Button, CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch, IconTable, IconUpload } from '@tabler/icons-react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { navigate, useRoute } from '../../ui/router.ts';
import { useRevision, useSession } from '../session/desk-context.tsx';
import { ExportButton } from './export-button.tsx';
import { FilterChips } from './filter-chips.tsx';
import { filterFrom } from './filter.ts';
import { defaultSort, setListView, useListView } from './list-store.ts';
import { RecordList } from './record-list.tsx';
import classes from './table-page.module.css';
import { StaleNote } from './stale-note.tsx';
import { useRecordRows } from './use-record-rows.ts';

const SEARCH_PAUSE_MS = 150;

interface TablePageProps {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
}

/** One table's records: search as you type, sort, open, add. */
export function TablePage({ table, tables }: TablePageProps) {
  const { query } = useRoute();
  const { search, sort } = useListView(table.name);
  const [settledSearch] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  const where = filterFrom(table, query);
  const isFiltered = search !== '' || Object.keys(where).length > 0;
  const size = useSession(
    ({ report }) => report?.tables.find((one) => one.table === table.name)?.here ?? 0,
  );
  const shownSort = sort ?? defaultSort(table, size);
  const referenced = table.columns.flatMap(({ references }) => references?.table ?? []);
  const rows = useRecordRows(
    { table: table.name, search: settledSearch.trim(), sort: shownSort, where },
    useRevision(table.name, ...referenced),
  );

  return (
    <Page
      title={table.label}
      fill
      lead={
        <span className={classes.lead}>
          <span className="tabular" role="status">
            {rows.total === undefined
              ? t('words.loading')
              : isFiltered
                ? t('words.matches', { count: rows.total })
                : t('words.records', { count: rows.total })}
          </span>
          <StaleNote />
        </span>
      }
      actions={
        <>
          <Select
            className={classes.tables ?? ''}
            aria-label={t('records.tableChoice')}
            allowDeselect={false}
            {...dropdownProps}
            data={tables.map(({ name, label }) => ({ value: name, label }))}
            value={table.name}
            onChange={(name) => {
              if (name) navigate(['records', name]);
            }}
          />
          <TextInput
            type="search"
            className={classes.search ?? ''}
            aria-label={t('records.search', { table: table.label })}
            placeholder={t('records.search', { table: table.label })}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={
              search && (
                <CloseButton
                  size="sm"
                  aria-label={t('records.clearSearch')}
                  onClick={() => {
                    setListView(table.name, { search: '', scrollTop: 0 });
                  }}
                />
              )
            }
            value={search}
            onChange={(event) => {
              setListView(table.name, { search: event.currentTarget.value, scrollTop: 0 });
            }}
          />
          <ActionIcon
            component="a"
            href={linkTo(['records', table.name, 'import'])}
            variant="default"
            size={36}
            aria-label={t('imports.open')}
            title={t('imports.open')}
          >
            <IconUpload size={16} aria-hidden />
          </ActionIcon>
          <ExportButton
            table={table}
            query={{ table: table.name, search: settledSearch.trim(), sort: shownSort, where }}
          />
          <Button
            component="a"
            href={linkTo(['records', table.name, 'new'], query)}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('records.addOne', { singular: table.singular })}
          </Button>
        </>
      }
    >
      <FilterChips table={table} where={where} />
      {rows.error && <ErrorPanel error={rows.error} retry={rows.reload} />}
      {rows.total === undefined && !rows.error && <LoadingRows rows={12} height={40} />}
      {rows.total === 0 && !rows.stale && (
        <EmptyState
          icon={IconTable}
          title={
            isFiltered ? t('words.nothingFound') : t('records.noneYet', { table: table.label })
          }
        >
          {isFiltered
            ? t('records.searchHint', { columns: searchWords(table) })
            : t('records.noneHint')}
        </EmptyState>
      )}
      {rows.total !== undefined && rows.total > 0 && (
        <RecordList table={table} rows={rows} total={rows.total} sort={shownSort} />
      )}
    </Page>
  );
}

/** `Full name, Phone and Email` */
function searchWords(table: TableDescription): string {
  const labels = table.searchColumns.map(
    (name) => table.columns.find((column) => column.name === name)?.label ?? name,
  );
  return joinWords(labels);
}
