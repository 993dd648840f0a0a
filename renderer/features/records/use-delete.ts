import { useState } from 'react';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { navigate } from '../../ui/router.ts';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';

/** Deletes a record and goes back to its list; the way back adds it again with the same key and values. */
export function useDelete(
  table: TableDescription,
  record: RecordView,
): { busy: boolean; run: () => Promise<void> } {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.records.delete({ table: table.name, key: record.key });
      navigate(['records', table.name], { replace: true });
      toastDone(t('records.deleted', { singular: table.singular }), async () => {
        await client.records.add({ table: table.name, values: record.values });
        toastDone(t('records.isBack', { singular: table.singular }));
      });
    } catch (caught) {
      toastError(caught);
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}
