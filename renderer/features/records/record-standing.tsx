import { Card } from '@mantine/core';
import type { RecordView } from '../../../shared/api/records.ts';
import { recordExplanation } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { whoWords } from './record-history.tsx';
import { TimeText } from '../../ui/time-text.tsx';

/** Is this record safe on the server, and who wrote it last? */
export function RecordStanding({ record }: { record: RecordView }) {
  return (
    <Card component="section" aria-label={t('records.whereRecordIs')}>
      <p className="soft" style={{ margin: '0 0 12px' }}>
        {recordExplanation(record.syncStatus)}
      </p>
      <FactList
        facts={[
          [t('records.lastChanged'), <TimeText iso={record.updatedAt} none={t('words.unknown')} />],
          ...(record.updatedBy === null
            ? []
            : [[t('records.by'), whoWords(record.updatedBy)] as const]),
          [t('records.lastSafe'), <TimeText iso={record.syncedAt} none={t('records.notYet')} />],
          [
            t('records.lastWritten'),
            t(record.origin === 'local' ? 'records.onThisDesk' : 'records.onOtherDesk'),
          ],
        ]}
      />
    </Card>
  );
}
