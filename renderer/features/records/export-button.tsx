import { ActionIcon } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import { exportList, saveFile } from './export-list.ts';
import type { ListQuery } from './use-record-rows.ts';

/** The list as it is narrowed and sorted, as a file for a spreadsheet. */
export function ExportButton({ table, query }: { table: TableDescription; query: ListQuery }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const file = `${table.name}.csv`;
      saveFile(file, await exportList(client, table, query));
      toastDone(t('clinic.exported', { file }));
    } catch (caught) {
      toastError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <ActionIcon
      variant="default"
      size={36}
      loading={busy}
      aria-label={t('clinic.exportList')}
      title={t('clinic.exportList')}
      onClick={() => {
        void run();
      }}
    >
      <IconDownload size={16} aria-hidden />
    </ActionIcon>
  );
}
