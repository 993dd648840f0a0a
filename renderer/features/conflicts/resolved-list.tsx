import type { Conflict } from '../../../shared/api/conflicts.ts';
import { humanise } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { choiceWords } from './group-conflicts.ts';

/** Past decisions: which record and field, which side, who, when. */
export function ResolvedList({ conflicts }: { conflicts: readonly Conflict[] }) {
  return (
    <div className={tables.frame}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col">Table</th>
            <th scope="col">Field</th>
            <th scope="col">Decision</th>
            <th scope="col">By</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map((conflict) => (
            <tr key={conflict._id}>
              <th scope="row">
                <a href={linkTo(['records', conflict.collection, 'record', conflict.localId])}>
                  {conflict.title || conflict.localId}
                </a>
              </th>
              <td>{humanise(conflict.collection)}</td>
              <td>{conflict.fieldLabel ?? 'Whole record'}</td>
              <td>{conflict.strategy ? choiceWords(conflict, conflict.strategy) : '–'}</td>
              <td>{conflict.resolvedBy ?? '–'}</td>
              <td>
                <TimeText iso={conflict.resolvedAt} none="–" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
