import { TextInput } from '@mantine/core';
import type { Conflict } from '../../../shared/api/conflicts.ts';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import data from '../../ui/data-table.module.css';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { fromInput } from '../records/field-input.ts';
import { isOwnKey } from '../records/record-fields.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './auto-resolve.module.css';
import type { JoinChoice, JoinChoices } from './join-choice.ts';

interface JoinFieldsProps {
  readonly conflict: Conflict;
  readonly table: TableDescription;
  readonly choices: JoinChoices;
  readonly onChoose: (choices: JoinChoices) => void;
}

/** Two records that become one, field by field: which of both values stays, or another. */
export function JoinFields({ conflict, table, choices, onChoose }: JoinFieldsProps) {
  const client = useClient();
  const pair = useAnswer(
    async (signal) => {
      const get = (key: string): Promise<RecordView> =>
        client.records.get({ table: table.name, key }, { signal });
      return Promise.all([get(conflict.localId), get(conflict.remoteId)]);
    },
    // Not again when they change: one of them is gone as soon as they are one.
    conflict._id,
  );
  if (pair.error) return <ErrorPanel error={pair.error} retry={pair.reload} />;
  if (!pair.data) return <LoadingRows rows={3} />;
  const [mine, theirs] = pair.data;
  const valueOf = (record: RecordView, column: ColumnDescription) =>
    record.values[column.name] ?? null;
  const differing = table.columns.filter(
    (column) => !isOwnKey(table, column.name) && valueOf(mine, column) !== valueOf(theirs, column),
  );
  const words = (record: RecordView, column: ColumnDescription): string =>
    record.references[column.name] ??
    displayValue(column, valueOf(record, column)) ??
    t('words.nothing');
  if (differing.length === 0) return <p className={classes.line}>{t('conflicts.joinSame')}</p>;
  return (
    <div className={data.frame}>
      <table className={`${data.table ?? ''} ${classes.table ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">{t('conflicts.field')}</th>
            <th scope="col">{t('conflicts.onThisDesk')}</th>
            <th scope="col">{t('conflicts.joinOther')}</th>
            <th scope="col">{t('conflicts.anotherValue')}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map((column) => {
            const choice = choices[column.name] ?? usual(valueOf(theirs, column));
            const choose = (next: JoinChoice): void => {
              onChoose({ ...choices, [column.name]: next });
            };
            return (
              <tr key={column.name}>
                <th scope="row">{column.label}</th>
                {(['local', 'remote'] as const).map((side) => (
                  <td key={side}>
                    <label className={classes.pick}>
                      <input
                        type="radio"
                        name={`${conflict._id}-${column.name}`}
                        aria-label={t('conflicts.joinPick', {
                          field: column.label,
                          value: words(side === 'local' ? mine : theirs, column),
                        })}
                        checked={choice.side === side}
                        onChange={() => {
                          choose({ side });
                        }}
                      />
                      {words(side === 'local' ? mine : theirs, column)}
                    </label>
                  </td>
                ))}
                <td>{!column.references && <Typed {...{ column, choice, onType: choose }} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What the engine does where nothing is chosen: the other's value, or this one's where that is empty. */
function usual(theirs: unknown): JoinChoice {
  return { side: theirs === null ? 'local' : 'remote' };
}

function Typed({
  column,
  choice,
  onType,
}: {
  column: ColumnDescription;
  choice: JoinChoice;
  onType: (choice: JoinChoice) => void;
}) {
  const typed = choice.side === 'typed' ? choice.typed : '';
  const reading = fromInput(column, typed, undefined);
  return (
    <TextInput
      size="xs"
      aria-label={t('conflicts.anotherValueFor', { field: column.label })}
      value={typed}
      error={choice.side === 'typed' && 'problem' in reading ? reading.problem : undefined}
      onChange={({ currentTarget }) => {
        onType({ side: 'typed', typed: currentTarget.value });
      }}
    />
  );
}
