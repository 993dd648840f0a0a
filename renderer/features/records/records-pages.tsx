import { IconTableOff } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { AddPage } from './add-page.tsx';
import { EditPage } from './edit-page.tsx';
import { hasSummary, RecordPage } from './record-page.tsx';
import { TablePage } from './table-page.tsx';
import { TablesPage } from './tables-page.tsx';
import { useTables } from './use-tables.ts';

/** Looked at rarely, and the one brings a CSV parser along: fetched when they are. */
const ImportPage = lazy(async () => ({
  default: (await import('../imports/import-page.tsx')).ImportPage,
}));

const SummaryPage = lazy(async () => ({
  default: (await import('../summary/summary-page.tsx')).SummaryPage,
}));

/** `records`, `records/<table>`, `…/new`, `…/import`, `…/record/<key>`, and of a record `…/edit` and `…/print`. */
export function RecordsPages({ path }: { path: readonly string[] }) {
  const tables = useTables();
  if (tables.data) return <RecordsPlace tables={tables.data} path={path} />;
  return (
    <Page title={t('records.title')}>
      {tables.error ? (
        <ErrorPanel error={tables.error} retry={tables.reload} />
      ) : (
        <LoadingRows rows={10} />
      )}
    </Page>
  );
}

function RecordsPlace({ tables, path }: { tables: TableDescription[]; path: readonly string[] }) {
  const [name, verb, key, what] = path;
  if (name === undefined) return <TablesPage tables={tables} />;
  const table = tables.find((one) => one.name === name);
  if (!table)
    return (
      <Page title={t('records.title')}>
        <EmptyState
          icon={IconTableOff}
          title={t('records.noSuchTable')}
          action={<a href={linkTo(['records'])}>{t('records.allTables')}</a>}
        />
      </Page>
    );
  if (verb === 'import')
    return (
      <Suspense fallback={<LoadingRows />}>
        <ImportPage key={name} table={table} tables={tables} />
      </Suspense>
    );
  if (verb === 'new') return <AddPage key={name} table={table} tables={tables} />;
  if (verb === 'record' && key !== undefined) {
    const id = `${name}/${key}`;
    if (what === 'print' && hasSummary(table))
      return (
        <Suspense fallback={<LoadingRows />}>
          <SummaryPage key={id} table={table} tables={tables} recordKey={key} />
        </Suspense>
      );
    return what === 'edit' ? (
      <EditPage key={id} table={table} tables={tables} recordKey={key} />
    ) : (
      <RecordPage key={id} table={table} tables={tables} recordKey={key} />
    );
  }
  return <TablePage key={name} table={table} tables={tables} />;
}
