import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../session/desk-context.tsx';
import { CompareVerdict } from './compare-verdict.tsx';
import { DifferingRecords } from './differing-records.tsx';
import { differentTables } from './results.ts';
import { ReviewTables } from './review-tables.tsx';
import { SyncPart } from './sync-part.tsx';
import { useCompare } from './use-compare.ts';

/** Both sides by content, which records differ, and syncing just some tables. */
export function ReviewPage() {
  const status = useSession(({ report }) => report);
  const compare = useCompare();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<string>();
  const rows = status?.tables ?? [];
  const different = differentTables(compare.data);
  const showing = shown !== undefined && different.includes(shown) ? shown : undefined;
  return (
    <Page title={t('review.title')} lead={t('review.lead')}>
      <CompareVerdict {...compare} ready={status?.signedIn ?? false} />
      {compare.error && <ErrorPanel error={compare.error} retry={compare.start} />}
      {!status && <LoadingRows rows={10} />}
      {different.length > 0 && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => {
            setChosen(new Set(different));
          }}
        >
          {t('review.chooseDifferent')}
        </Button>
      )}
      {status && (
        <ReviewTables
          rows={rows}
          report={compare.data}
          chosen={chosen}
          onChoose={setChosen}
          shown={showing}
          onShow={setShown}
        />
      )}
      {showing !== undefined && (
        <DifferingRecords
          key={showing}
          table={showing}
          label={rows.find(({ table }) => table === showing)?.label ?? tableLabel(showing)}
          onClose={() => {
            setShown(undefined);
          }}
        />
      )}
      <SyncPart
        tables={rows.map(({ table }) => table).filter((table) => chosen.has(table))}
        onSynced={compare.start}
      />
    </Page>
  );
}
