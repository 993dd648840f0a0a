import type { Conflict } from '../../../shared/api/conflicts.ts';
import { Button } from '@mantine/core';
import { t } from '../../text/t.ts';
import { columnLabel, tableLabel } from '../../text/table-words.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import { choiceWords } from './group-conflicts.ts';

interface ResolvedListProps {
  readonly conflicts: readonly Conflict[];
  readonly onUndone: () => void;
}

/** Past decisions: which record and field, which side, who, when. */
export function ResolvedList({ conflicts, onUndone }: ResolvedListProps) {
  const client = useClient();
  const undo = async (id: string): Promise<void> => {
    try {
      await client.conflicts.undo({ id });
      toastDone(t('conflicts.openAgain'));
    } catch (caught) {
      toastError(caught);
    }
    onUndone();
  };
  return (
    <TableFrame
      label={t('conflicts.decided')}
      heads={[
        t('conflicts.record'),
        t('conflicts.table'),
        t('conflicts.field'),
        t('conflicts.decision'),
        t('conflicts.by'),
        t('conflicts.when'),
        t('conflicts.undo'),
      ]}
    >
      {conflicts.map((conflict) => (
        <tr key={conflict._id}>
          <th scope="row">
            <a href={linkTo(['records', conflict.collection, 'record', conflict.localId])}>
              {conflict.title || conflict.localId}
            </a>
          </th>
          <td>{tableLabel(conflict.collection)}</td>
          <td>{fieldLabel(conflict)}</td>
          <td>{conflict.strategy ? choiceWords(conflict, conflict.strategy) : '–'}</td>
          <td>{conflict.resolvedBy ?? '–'}</td>
          <td>
            <TimeText iso={conflict.resolvedAt} none="–" />
          </td>
          <td>
            {conflict.undoable && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('conflicts.decideAgainOf', {
                  title: conflict.title,
                  field: fieldLabel(conflict),
                })}
                onClick={() => {
                  void undo(conflict._id);
                }}
              >
                {t('conflicts.decideAgain')}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </TableFrame>
  );
}

function fieldLabel({ collection, field, fieldLabel: label }: Conflict): string {
  if (field === null || label === null) return t('conflicts.wholeRecordShort');
  return columnLabel(collection, field, label);
}
