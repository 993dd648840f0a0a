import { Button, Card } from '@mantine/core';
import { IconChevronLeft, IconPencil, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { RecordBadge } from '../../ui/record-badge.tsx';
import { linkTo } from '../../ui/route.ts';
import { navigate } from '../../ui/router.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import { RecordFields } from './record-fields.tsx';
import classes from './record-page.module.css';
import { RecordHistory } from './record-history.tsx';
import { RecordStanding } from './record-standing.tsx';
import { RelatedRecords } from './related-records.tsx';
import { StaleNote } from './stale-note.tsx';
import { WeightChart } from './weight-chart.tsx';
import { useDelete } from './use-delete.ts';

export interface RecordPlace {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
  readonly recordKey: string;
}

/** One record whole: its fields, where it stands, and what refers to it. */
export function RecordPage({ table, tables, recordKey }: RecordPlace) {
  const client = useClient();
  const answer = useAnswer(
    (signal) => client.records.get({ table: table.name, key: recordKey }, { signal }),
    `${table.name}/${recordKey}`,
    useRevision(table.name),
  );
  // After a deletion elsewhere the last answer must not be shown as if it still stood.
  const gone = answer.error && isSatchelError(answer.error, 'RECORD_NOT_FOUND');
  const record = gone ? undefined : answer.data;
  return (
    <Page
      title={record ? recordTitle(record, table) : table.singular}
      documentTitle={table.singular}
      above={<BackLink table={table} />}
      lead={
        record && (
          <span className={classes.lead}>
            {table.singular}
            <RecordBadge status={record.syncStatus} />
            <StaleNote />
          </span>
        )
      }
      actions={record && <RecordActions table={table} record={record} />}
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!record && answer.loading && <LoadingRows rows={8} />}
      {record && (
        <div className={classes.columns}>
          <div className={classes.main}>
            <Card>
              <RecordFields table={table} record={record} />
            </Card>
            {table.name === 'patients' && <WeightChart patient={record.key} />}
            <RecordStanding record={record} />
            <RecordHistory table={table} record={record} />
          </div>
          <RelatedRecords table={table} tables={tables} recordKey={recordKey} />
        </div>
      )}
    </Page>
  );
}

/** The records that have a summary for paper: a clinic's patients. */
export function hasSummary(table: TableDescription): boolean {
  return table.name === 'patients';
}

export function recordTitle(record: RecordView, table: TableDescription): string {
  return record.title.trim() || t('records.withoutName', { singular: table.singular });
}

export function BackLink({ table, recordKey }: { table: TableDescription; recordKey?: string }) {
  const place = ['records', table.name, ...(recordKey === undefined ? [] : ['record', recordKey])];
  return (
    <a href={linkTo(place)} className={classes.back}>
      <IconChevronLeft size={15} aria-hidden />
      {recordKey === undefined ? table.label : t('records.backTo', { singular: table.singular })}
    </a>
  );
}

function RecordActions({ table, record }: { table: TableDescription; record: RecordView }) {
  const [asking, setAsking] = useState(false);
  const deleting = useDelete(table, record);
  const title = recordTitle(record, table);
  const summary = ['records', table.name, 'record', record.key, 'print'];
  usePrintKey(hasSummary(table) ? summary : undefined);
  return (
    <>
      {record.syncStatus !== 'synced' && record.syncStatus !== 'pending' && (
        <Button component="a" href={linkTo(['conflicts'])} variant="default">
          {t('status.openConflicts')}
        </Button>
      )}
      {hasSummary(table) && (
        <Button
          component="a"
          href={linkTo(summary)}
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
        >
          {t('summary.print')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('words.delete')}
      </Button>
      <Button
        component="a"
        href={linkTo(['records', table.name, 'record', record.key, 'edit'])}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        {t('words.edit')}
      </Button>
      <Confirm
        opened={asking}
        title={t('records.deleteTitle', { title })}
        confirmLabel={t('words.delete')}
        danger
        busy={deleting.busy}
        onConfirm={() => {
          void deleting.run().finally(() => {
            setAsking(false);
          });
        }}
        onCancel={() => {
          setAsking(false);
        }}
      >
        {t('records.deleteWhy')}
      </Confirm>
    </>
  );
}

/** Ctrl-P, and Cmd-P on a Mac, prints the summary at `place` rather than the window's page. */
function usePrintKey(place: readonly string[] | undefined): void {
  const target = place?.join('/');
  useEffect(() => {
    if (target === undefined) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'p') return;
      if (event.altKey || event.shiftKey) return;
      event.preventDefault();
      navigate(target.split('/'), { query: { now: '1' } });
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [target]);
}
