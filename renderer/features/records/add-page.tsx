import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { Page } from '../../ui/page.tsx';
import { navigate, useRoute } from '../../ui/router.ts';
import { toastDone } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import { useDuplicateQuestion } from './duplicate-question.tsx';
import { filterFrom } from './filter.ts';
import { RecordForm } from './record-form.tsx';
import { BackLink } from './record-page.tsx';

interface AddPageProps {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
}

/** A new record; saved on this desk at once, sent with the next sync. */
export function AddPage({ table, tables }: AddPageProps) {
  const client = useClient();
  const { query } = useRoute();
  const { approve, question } = useDuplicateQuestion(table);
  return (
    <Page
      title={t('records.newTitle', { singular: table.singular })}
      above={<BackLink table={table} />}
    >
      <RecordForm
        table={table}
        tables={tables}
        recordKey={null}
        draft={query['draft']}
        given={filterFrom(table, query)}
        cancelTo={['records', table.name]}
        approve={approve}
        save={async (values) => {
          const record = await client.records.add({ table: table.name, values: { ...values } });
          navigate(['records', table.name, 'record', record.key], { replace: true });
          toastDone(t('records.saved', { singular: table.singular }), async () => {
            await client.records.delete({ table: table.name, key: record.key });
            navigate(['records', table.name], { replace: true });
          });
        }}
      />
      {question}
    </Page>
  );
}
