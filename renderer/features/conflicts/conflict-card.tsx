import { Button, Card, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import type { Conflict, ResolveRequest } from '../../../shared/api/conflicts.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { linkTo } from '../../ui/route.ts';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { fromInput } from '../records/field-input.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './conflict-card.module.css';
import { ConflictField } from './conflict-field.tsx';
import type { Decision, RecordConflicts } from './group-conflicts.ts';
import { toEngineChoices } from './join-choice.ts';
import type { Deciding } from './use-decide.ts';

interface ConflictCardProps {
  readonly group: RecordConflicts;
  /** The record's table, once it is known. */
  readonly table: TableDescription | undefined;
  /** Undefined where there is only one, and nothing to choose among. */
  readonly ticked: boolean | undefined;
  readonly onTick: () => void;
  readonly deciding: Deciding;
  readonly onResolved: () => void;
}

/** One record with its disagreeing fields; nothing is decided before *Save decisions*. */
export function ConflictCard(props: ConflictCardProps) {
  const { group, table, deciding, onResolved } = props;
  const client = useClient();
  const [choices, setChoices] = useState<Readonly<Record<string, Decision>>>({});
  const [busy, setBusy] = useState(false);
  const chosen = group.conflicts.filter(({ _id }) => choices[_id] !== undefined);
  const heading = `conflict-${group.id}`;
  const title = group.title || t('conflicts.withoutName');
  // Whether two records are one has no sides.
  const sided = group.conflicts.filter(({ kind }) => kind !== 'duplicate').map(({ _id }) => _id);

  const save = async (): Promise<void> => {
    const requests = chosen.map((one) => toRequest(one, choices[one._id], table));
    // A field with a value it cannot have says so; nothing is saved around it.
    if (requests.includes(undefined)) return;
    setBusy(true);
    try {
      for (const request of requests) if (request) await client.conflicts.resolve(request);
      // What two records were is gone once they are one.
      const undoable = chosen
        .filter(({ kind, _id }) => kind !== 'duplicate' || choices[_id]?.strategy !== 'merge')
        .map(({ _id }) => _id);
      toastDone(
        t('conflicts.savedDecisions', { count: chosen.length }),
        undoable.length > 0 ? () => deciding.undo(undoable) : undefined,
      );
    } catch (caught) {
      toastError(caught);
    } finally {
      setBusy(false);
      setChoices({});
      onResolved();
    }
  };

  return (
    <Card component="section" aria-labelledby={heading}>
      <div className={classes.head}>
        {props.ticked !== undefined && (
          <Checkbox
            aria-label={t('conflicts.tickOf', { title })}
            checked={props.ticked}
            onChange={props.onTick}
          />
        )}
        <h2 id={heading} className={classes.title}>
          <a href={linkTo(['records', group.table, 'record', group.key])}>{title}</a>
          <span className={classes.table}>{table?.singular ?? tableLabel(group.table)}</span>
        </h2>
        {sided.length > 0 && (
          <>
            <Button
              variant="subtle"
              size="compact-sm"
              disabled={deciding.busy}
              aria-label={t('conflicts.mineOf', { title })}
              onClick={() => {
                deciding.decide(sided, 'keep_local');
              }}
            >
              {t('conflicts.allMine')}
            </Button>
            <Button
              variant="subtle"
              size="compact-sm"
              disabled={deciding.busy}
              aria-label={t('conflicts.theirsOf', { title })}
              onClick={() => {
                deciding.decide(sided, 'keep_remote');
              }}
            >
              {t('conflicts.allTheirs')}
            </Button>
          </>
        )}
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            setChoices(
              Object.fromEntries(
                group.conflicts.map(({ _id, recommendation, suggestion }) => [
                  _id,
                  {
                    strategy: recommendation.strategy,
                    ...(suggestion === null ? {} : { typed: suggestion }),
                  },
                ]),
              ),
            );
          }}
        >
          {t('conflicts.chooseRecommended')}
        </Button>
      </div>
      {group.conflicts.map((conflict) => (
        <ConflictField
          key={conflict._id}
          conflict={conflict}
          table={table}
          column={table?.columns.find(({ name }) => name === conflict.field)}
          choice={choices[conflict._id]}
          onChoose={(decision) => {
            setChoices((before) => ({ ...before, [conflict._id]: decision }));
          }}
        />
      ))}
      <Group justify="space-between" mt="md">
        <span className={classes.left}>
          {t('conflicts.chosen', { chosen: chosen.length, count: group.conflicts.length })}
        </span>
        <Button
          disabled={chosen.length === 0}
          loading={busy}
          onClick={() => {
            void save();
          }}
        >
          {t('conflicts.saveDecisions', { count: chosen.length })}
        </Button>
      </Group>
    </Card>
  );
}

/** Undefined where what was typed is no value of the field: the field says so. */
function toRequest(
  { _id: id, field, kind }: Conflict,
  decision: Decision | undefined,
  table: TableDescription | undefined,
): ResolveRequest | undefined {
  if (!decision) return undefined;
  const { strategy, typed } = decision;
  if (kind === 'duplicate') {
    if (strategy !== 'merge' || !table) return { id, strategy };
    const choices = toEngineChoices(table, decision.fields ?? {});
    return choices && { id, strategy, choices };
  }
  if (strategy === 'keep_local' || strategy === 'keep_remote') return { id, strategy };
  const column = table?.columns.find(({ name }) => name === field);
  const reading = column && fromInput(column, typed ?? '', undefined);
  return reading && 'value' in reading ? { id, strategy, newValue: reading.value } : undefined;
}
