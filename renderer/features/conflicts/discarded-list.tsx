import { Button } from '@mantine/core';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';

/** Edits that somebody gave up, as long as they can be taken back. */
export function DiscardedList({ revision }: { revision: number }) {
  const client = useClient();
  const discarded = useAnswer(
    (signal) => client.quarantine.discarded({}, { signal }),
    'discarded',
    revision,
  );
  const rows = discarded.data ?? [];
  if (rows.length === 0) return null;
  const undo = (number: number, title: string): void => {
    client.quarantine
      .undo({ undo: number })
      .then(() => {
        toastDone(t('conflicts.sentAgain', { title }));
      }, toastError)
      .finally(discarded.reload);
  };
  return (
    <section aria-labelledby="discarded-heading">
      <h2 id="discarded-heading" style={{ margin: '8px 0', fontSize: '1rem' }}>
        {t('conflicts.givenUp')}
      </h2>
      <TableFrame
        label={t('conflicts.givenUp')}
        heads={[
          t('conflicts.record'),
          t('conflicts.table'),
          t('conflicts.what'),
          t('conflicts.by'),
          t('conflicts.when'),
          t('conflicts.undo'),
        ]}
      >
        {rows.map((row) => (
          <tr key={row.undo}>
            <th scope="row">{row.title || row.key}</th>
            <td>{tableLabel(row.table)}</td>
            <td>{t(`conflicts.op-${row.op}`)}</td>
            <td>{row.by}</td>
            <td>
              <TimeText iso={row.at} />
            </td>
            <td>
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('conflicts.takeBackOf', { title: row.title || row.key })}
                onClick={() => {
                  undo(row.undo, row.title || row.key);
                }}
              >
                {t('conflicts.takeBack')}
              </Button>
            </td>
          </tr>
        ))}
      </TableFrame>
    </section>
  );
}
