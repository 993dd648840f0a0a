import { TextInput } from '@mantine/core';
import type { Conflict, Strategy } from '../../../shared/api/conflicts.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { formatMinute } from '../../text/times.ts';
import { saidWords } from '../../text/said-words.ts';
import { fromInput } from '../records/field-input.ts';
import classes from './conflict-card.module.css';
import { choiceWords, type Decision } from './group-conflicts.ts';
import { JoinFields } from './join-fields.tsx';

interface ConflictFieldProps {
  readonly conflict: Conflict;
  /** The field's column; undefined where the whole record is in question. */
  readonly column: ColumnDescription | undefined;
  readonly table: TableDescription | undefined;
  readonly choice: Decision | undefined;
  readonly onChoose: (decision: Decision) => void;
}

/** Base, mine and theirs of one field, side by side; one of them can be chosen, or another value typed. */
export function ConflictField(props: ConflictFieldProps) {
  const { conflict, table, column, choice, onChoose } = props;
  const show = (value: WireValue): string =>
    (column ? displayValue(column, value) : value === null ? null : String(value)) ??
    t('words.nothing');
  const side = (strategy: Strategy, value: WireValue, by: string) => (
    <label className={`${classes.side ?? ''} ${classes.choice ?? ''}`}>
      <span className={classes.name}>
        <input
          type="radio"
          name={conflict._id}
          checked={choice?.strategy === strategy}
          onChange={() => {
            onChoose({ strategy });
          }}
        />
        {choiceWords(conflict, strategy)}
        {conflict.recommendation.strategy === strategy && (
          <span className={classes.hint}>{t('conflicts.recommended')}</span>
        )}
      </span>
      {conflict.field !== null && <span className={classes.value}>{show(value)}</span>}
      <span className={classes.by}>{by}</span>
    </label>
  );
  return (
    <fieldset className={classes.field}>
      <legend className={classes.label}>
        {column?.label ?? conflict.fieldLabel ?? t('conflicts.wholeRecord')}
      </legend>
      <p className={classes.why}>
        {t(`conflicts.kind-${conflict.kind}`)}{' '}
        {saidWords(conflict.recommendation.said, conflict.recommendation.reason)}
      </p>
      <div className={classes.sides}>
        {conflict.field !== null && (
          <div className={`${classes.side ?? ''} ${classes.base ?? ''}`}>
            <span className={classes.name}>{t('conflicts.before')}</span>
            <span className={classes.value}>{show(conflict.baseValue)}</span>
            <span className={classes.by}>{t('conflicts.beforeWhy')}</span>
          </div>
        )}
        {conflict.kind === 'duplicate' ? (
          <>
            {side('merge', null, mineWords(conflict))}
            {side('keep_both', null, '')}
          </>
        ) : (
          <>
            {side('keep_local', conflict.localValue, mineWords(conflict))}
            {side('keep_remote', conflict.remoteValue, theirsWords(conflict))}
          </>
        )}
      </div>
      {conflict.kind === 'duplicate' && choice?.strategy === 'merge' && table && (
        <>
          <p className={classes.joinWhy}>{t('conflicts.joinWhy')}</p>
          <JoinFields
            conflict={conflict}
            table={table}
            choices={choice.fields ?? {}}
            onChoose={(fields) => {
              onChoose({ strategy: 'merge', fields });
            }}
          />
        </>
      )}
      {column && <AnotherValue {...props} column={column} />}
    </fieldset>
  );
}

/** A value that neither side has: what somebody found out, or another name for a record whose own is taken. */
function AnotherValue({
  conflict,
  column,
  choice,
  onChoose,
}: ConflictFieldProps & { readonly column: ColumnDescription }) {
  const strategy = conflict.kind === 'unique' ? 'rename_local' : 'merge';
  const chosen = choice?.strategy === strategy;
  const typed = choice?.typed ?? conflict.suggestion ?? '';
  const reading = fromInput(column, typed, undefined);
  const problem = chosen && 'problem' in reading ? reading.problem : undefined;
  return (
    <div className={classes.another}>
      <label className={classes.name}>
        <input
          type="radio"
          name={conflict._id}
          checked={chosen}
          onChange={() => {
            onChoose({ strategy, typed });
          }}
        />
        {choiceWords(conflict, strategy)}
        {conflict.recommendation.strategy === strategy && (
          <span className={classes.hint}>{t('conflicts.recommended')}</span>
        )}
      </label>
      <TextInput
        size="sm"
        aria-label={t('conflicts.anotherValueFor', { field: column.label })}
        value={typed}
        error={problem}
        onChange={({ currentTarget }) => {
          onChoose({ strategy, typed: currentTarget.value });
        }}
      />
    </div>
  );
}

function mineWords({ localActor, localDevice, localAt }: Conflict): string {
  return whoWhen([localActor, localDevice], localAt) || t('conflicts.onThisDesk');
}

function theirsWords({ remoteActor, remoteAt }: Conflict): string {
  return whoWhen([remoteActor], remoteAt) || t('conflicts.onServer');
}

function whoWhen(who: readonly (string | null)[], at: string | null): string {
  return [...who, at === null ? null : formatMinute(at)].filter(Boolean).join(' · ');
}
