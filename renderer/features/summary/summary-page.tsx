import { Button } from '@mantine/core';
import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { navigate, useRoute } from '../../ui/router.ts';
import { toastDone, toastFailure } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { BackLink, recordTitle, type RecordPlace } from '../records/record-page.tsx';
import { useClient, useRevision } from '../session/desk-context.tsx';
import { askSummary, summaryTables } from './patient-summary.ts';
import { savePdf } from './save-pdf.ts';
import { SummarySheet } from './summary-sheet.tsx';

/** A patient's summary as it comes out of the printer. The page's address is what the shell takes a PDF of. */
export function SummaryPage({ table, tables, recordKey }: RecordPlace) {
  const client = useClient();
  const { query } = useRoute();
  const answer = useAnswer(
    (signal) => askSummary(client, recordKey, signal),
    recordKey,
    useRevision(...summaryTables),
  );
  const gone = answer.error && isSatchelError(answer.error, 'RECORD_NOT_FOUND');
  const summary = gone ? undefined : answer.data;
  const ready = summary !== undefined;
  const atOnce = query['now'] === '1';
  useEffect(() => {
    if (!ready || !atOnce) return;
    // Loading the page again must not print it again.
    navigate(['records', table.name, 'record', recordKey, 'print'], { replace: true });
    window.print();
  }, [ready, atOnce, table.name, recordKey]);
  const title = summary ? recordTitle(summary.patient, table) : table.singular;
  return (
    <Page
      title={t('summary.pageTitle', { title })}
      // What a browser offers as the name of the file.
      documentTitle={t('summary.pageTitle', { title })}
      above={<BackLink table={table} recordKey={recordKey} />}
      lead={t('summary.lead')}
      actions={ready && <SummaryActions />}
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!summary && answer.loading && <LoadingRows rows={10} />}
      {summary && <SummarySheet summary={summary} tables={tables} />}
    </Page>
  );
}

function SummaryActions() {
  const [saving, setSaving] = useState(false);
  const shell = window.satchel;
  const save = async (): Promise<void> => {
    if (!shell) return;
    setSaving(true);
    const outcome = await savePdf(shell);
    setSaving(false);
    if (outcome.saved === 'yes') toastDone(t('summary.saved', { file: outcome.file }));
    else if (outcome.saved !== 'cancelled')
      toastFailure({
        code: outcome.saved,
        message: t('summary.notSaved'),
        action: t(outcome.saved === 'no-space' ? 'summary.noSpace' : 'summary.notSavedAction'),
      });
  };
  return (
    <>
      {shell && (
        <Button
          variant="default"
          loading={saving}
          leftSection={<IconFileTypePdf size={16} aria-hidden />}
          onClick={() => {
            void save();
          }}
        >
          {t('summary.savePdf')}
        </Button>
      )}
      <Button
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => {
          window.print();
        }}
      >
        {t('summary.print')}
      </Button>
    </>
  );
}
