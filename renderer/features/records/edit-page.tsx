import { useState } from 'react';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { navigate, useRoute } from '../../ui/router.ts';
import { toastDone } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import { ChangedElsewhere } from './changed-elsewhere.tsx';
import { changedValues, type Values } from './form-state.ts';
import { RecordForm } from './record-form.tsx';
import { BackLink, type RecordPlace, recordTitle } from './record-page.tsx';

/** Editing a record: what was shown when editing began is the base, and only what differs from it is written. */
export function EditPage({ table, tables, recordKey }: RecordPlace) {
  const client = useClient();
  const answer = useAnswer(
    (signal) => client.records.get({ table: table.name, key: recordKey }, { signal }),
    `${table.name}/${recordKey}`,
    useRevision(table.name),
  );
  const record = answer.data;
  return (
    <Page
      title={
        record ? t('records.editTitle', { title: recordTitle(record, table) }) : table.singular
      }
      documentTitle={t('records.editDocument', { singular: table.singular })}
      above={<BackLink table={table} recordKey={recordKey} />}
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!record && answer.loading && <LoadingRows rows={8} />}
      {record && <EditForm table={table} tables={tables} now={record} />}
    </Page>
  );
}

interface EditFormProps {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
  /** The record as it is at this moment. */
  readonly now: RecordView;
}

function EditForm({ table, tables, now }: EditFormProps) {
  const client = useClient();
  const [base] = useState(now);
  const place = ['records', table.name, 'record', base.key];
  const changedElsewhere = table.columns.filter(
    ({ name }) => now.values[name] !== base.values[name],
  );
  const { query } = useRoute();

  const save = async (values: Values): Promise<void> => {
    const changes = changedValues(values, base.values);
    if (Object.keys(changes).length === 0) {
      navigate(place, { replace: true });
      return;
    }
    const before = valuesBefore(changes, now);
    await client.records.set({ table: table.name, key: base.key, values: changes });
    navigate(place, { replace: true });
    toastDone(t('records.saved', { singular: table.singular }), async () => {
      await client.records.set({ table: table.name, key: base.key, values: before });
      toastDone(t('records.takenBack'));
    });
  };

  return (
    <RecordForm
      table={table}
      tables={tables}
      recordKey={base.key}
      draft={query['draft']}
      originals={base.values}
      titles={base.references}
      cancelTo={place}
      save={save}
      notice={changedElsewhere.length > 0 && <ChangedElsewhere columns={changedElsewhere} />}
    />
  );
}

function valuesBefore(changes: Values, record: RecordView): Record<string, WireValue> {
  return Object.fromEntries(
    Object.keys(changes).map((name) => [name, record.values[name] ?? null]),
  );
}
