import { Button, Card, Group } from '@mantine/core';
import { type SyntheticEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import type { Draft } from '../../../shared/api/keeping.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import type { ColumnDescription } from '../../text/display-value.ts';
import { errorWords } from '../../text/error-words.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { linkTo } from '../../ui/route.ts';
import { releaseGuard, useUnsavedGuard } from '../../ui/router.ts';
import { windowError } from '../../ui/window-error.ts';
import { ChangedElsewhere } from './changed-elsewhere.tsx';
import { DraftOffers } from './draft-offers.tsx';
import { FormField } from './form-field.tsx';
import {
  formColumns,
  type Inputs,
  inputsOf,
  problemOfError,
  type Problems,
  readForm,
  startValues,
  type Values,
} from './form-state.ts';
import classes from './record-form.module.css';
import { type Drafting, useDraft } from './use-draft.ts';

interface RecordFormProps {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
  /** The record as it was when editing began; undefined for a new one. */
  readonly originals?: Values;
  /** What a new record begins with. */
  readonly given?: Values;
  /** The edited record's key; null for a new one. */
  readonly recordKey: string | null;
  /** A draft that the person chose before the form was opened. */
  readonly draft?: string | undefined;
  readonly titles?: Readonly<Record<string, string>>;
  readonly notice?: ReactNode;
  readonly cancelTo: readonly string[];
  /** Asked before saving; false goes back to the form. */
  readonly approve?: (values: Values) => Promise<boolean>;
  readonly save: (values: Values) => Promise<void>;
}

/** A form made from the table's description. Everything is checked here first, then by the engine. */
export function RecordForm(props: RecordFormProps) {
  const { table, originals } = props;
  const columns = formColumns(table, originals === undefined);
  const [start] = useState<Inputs>(() =>
    inputsOf(columns, originals ?? startValues(columns, props.given ?? {})),
  );
  const [inputs, setInputs] = useState(start);
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<SatchelError>();
  const [busy, setBusy] = useState(false);
  const [outdated, setOutdated] = useState<readonly ColumnDescription[]>([]);
  const form = useRef<HTMLFormElement>(null);
  // A picker would open its list over the form.
  const firstPlain = columns.findIndex(({ references, values }) => !references && !values);
  const dirty = columns.some(({ name }) => inputs[name] !== start[name]);
  useUnsavedGuard(dirty);
  const drafting = useDraft({ table, recordKey: props.recordKey, start, inputs, originals });
  const take = (draft: Draft): void => {
    drafting.take(draft);
    setInputs({ ...start, ...draft.inputs });
    setProblems({});
    setOutdated(
      columns.filter(
        ({ name }) => name in draft.base && (originals?.[name] ?? null) !== draft.base[name],
      ),
    );
  };
  const chosen = drafting.offers.find(({ id }) => id === props.draft);
  useEffect(() => {
    if (chosen) take(chosen);
  }, [chosen?.id]);

  const check = (name: string): void => {
    const { problems: all } = readForm(columns, inputs, originals);
    setProblems(({ [name]: _, ...others }) => {
      const problem = all[name];
      return problem === undefined ? others : { ...others, [name]: problem };
    });
  };

  const refuse = (found: Problems): void => {
    setProblems(found);
    const first = columns.find(({ name }) => found[name] !== undefined);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first.name}"]`)?.focus();
  };

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const { values, problems: found } = readForm(columns, inputs, originals);
    setError(undefined);
    if (Object.keys(found).length > 0) {
      refuse(found);
      return;
    }
    setBusy(true);
    const save = async (): Promise<void> => {
      if (props.approve && !(await props.approve(values))) {
        setBusy(false);
        return;
      }
      // The form is left as soon as it is saved: the guard must not hold that step.
      releaseGuard();
      await props.save(values);
      drafting.saved();
    };
    save().catch((caught: unknown) => {
      const failure = windowError(caught);
      const beside = problemOfError(columns, failure);
      if (beside) refuse(beside);
      else setError(failure);
      setBusy(false);
    });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Card padding="lg">
        <DraftOffers
          table={table}
          offers={drafting.offers}
          take={take}
          discard={drafting.discard}
        />
        {outdated.length > 0 && <ChangedElsewhere columns={outdated} />}
        {props.notice}
        {error && (
          <div className={classes.error}>
            <ErrorPanel error={error} title={t('records.notSaved')} />
          </div>
        )}
        <div className={classes.fields}>
          {columns.map((column, index) => (
            <div key={column.name} data-wide={column.multiline || undefined}>
              <FormField
                column={column}
                input={inputs[column.name] ?? ''}
                problem={problems[column.name]}
                autoFocus={index === firstPlain}
                title={props.titles?.[column.name]}
                target={props.tables.find(({ name }) => name === column.references?.table)}
                onChange={(input) => {
                  setInputs((before) => ({ ...before, [column.name]: input }));
                  setProblems(({ [column.name]: _, ...others }) => others);
                }}
                onLeave={() => {
                  if (inputs[column.name] !== start[column.name]) check(column.name);
                }}
              />
            </div>
          ))}
        </div>
        <Group justify="flex-end" gap="xs" mt="lg">
          <span className={`soft ${classes.draft ?? ''}`} role="status">
            {draftWords(drafting)}
          </span>
          <Button component="a" href={linkTo(props.cancelTo)} variant="default">
            {t('words.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('words.save')}
          </Button>
        </Group>
      </Card>
    </form>
  );
}

function draftWords({ keptAt, problem }: Drafting): string {
  if (problem) return t('keeping.draftNotKept', { reason: errorWords(problem).message });
  return keptAt === undefined ? '' : t('keeping.draftKept');
}
