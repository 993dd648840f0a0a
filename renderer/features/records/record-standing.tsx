import { Card } from '@mantine/core';
import type { RecordView } from '../../../shared/api/records.ts';
import { recordStatusWords } from '../../text/sync-words.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { TimeText } from '../../ui/time-text.tsx';

/** Is this record safe on the server, and who wrote it last? */
export function RecordStanding({ record }: { record: RecordView }) {
  return (
    <Card component="section" aria-label="Where this record is">
      <p className="soft" style={{ margin: '0 0 12px' }}>
        {recordStatusWords[record.syncStatus].explanation}
      </p>
      <FactList
        facts={[
          ['Last changed', <TimeText iso={record.updatedAt} none="Unknown" />],
          ...(record.updatedBy === null ? [] : [['By', record.updatedBy] as const]),
          ['Last safe on the server', <TimeText iso={record.syncedAt} none="Not yet" />],
          ['Last written', record.origin === 'local' ? 'On this desk' : 'On another desk'],
        ]}
      />
    </Card>
  );
}
