import { useState } from 'react';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { recordDetail } from '../../text/record-words.ts';
import { t } from '../../text/t.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { linkTo } from '../../ui/route.ts';
import { useClient } from '../session/desk-context.tsx';
import type { Values } from './form-state.ts';
import { likelyDuplicates } from './likely-duplicates.ts';
import { recordTitle } from './record-page.tsx';

interface Asked {
  readonly records: readonly RecordView[];
  readonly answer: (goOn: boolean) => void;
}

/** Asks before a record is added that seems to be there already; `question` is to be shown beside the form. */
export function useDuplicateQuestion(table: TableDescription): {
  approve: (values: Values) => Promise<boolean>;
  question: React.ReactNode;
} {
  const client = useClient();
  const [asked, setAsked] = useState<Asked>();
  const approve = async (values: Values): Promise<boolean> => {
    const records = await likelyDuplicates(client, table.name, values);
    if (records.length === 0) return true;
    return new Promise((resolve) => {
      setAsked({
        records,
        answer: (goOn) => {
          setAsked(undefined);
          resolve(goOn);
        },
      });
    });
  };
  const question = (
    <Confirm
      opened={asked !== undefined}
      title={t('clinic.duplicateTitle')}
      confirmLabel={t('clinic.addAnyway')}
      cancelLabel={t('frame.keepEditing')}
      onConfirm={() => {
        asked?.answer(true);
      }}
      onCancel={() => {
        asked?.answer(false);
      }}
    >
      {t('clinic.duplicateWhy')}
      <ul>
        {asked?.records.map((record) => (
          <li key={record.key}>
            <a
              href={linkTo(['records', table.name, 'record', record.key])}
              onClick={() => {
                asked.answer(false);
              }}
            >
              {recordTitle(record, table)}
            </a>{' '}
            {recordDetail(record, table, 4)}
          </li>
        ))}
      </ul>
    </Confirm>
  );
  return { approve, question };
}
