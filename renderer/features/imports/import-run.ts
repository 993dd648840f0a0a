import type { RowProblem } from '../../../shared/api/imports.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { SatchelError, errorFromJson } from '../../../shared/errors/satchel-error.ts';
import type { SatchelClient } from '../../client.ts';
import { errorWords } from '../../text/error-words.ts';
import { t } from '../../text/t.ts';
import { formColumns, problemOfError } from '../records/form-state.ts';
import type { ReadRow } from './read-row.ts';

const PART = 500;

export interface Skipped {
  readonly number: number;
  readonly why: string;
}

export interface Step {
  readonly client: SatchelClient;
  readonly table: TableDescription;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** What the engine would refuse of the rows that read well. Nothing is saved. */
export async function checkRows(step: Step, rows: readonly ReadRow[]): Promise<Skipped[]> {
  const skipped: Skipped[] = [];
  await inParts(step, rows, async (part) => {
    const values = part.map((row) => ({ ...row.values }));
    const request = { table: step.table.name, rows: values };
    const { problems } = await step.client.imports.check(request, { signal: step.signal });
    skipped.push(...refused(step.table, part, problems));
  });
  return skipped;
}

export interface Added {
  readonly import: number | null;
  readonly added: number;
  readonly skipped: readonly Skipped[];
  readonly cancelled: boolean;
}

/** Adds the rows part by part; cancelled between two parts, what was added stays and can be taken back. */
export async function addRows(
  step: Step,
  rows: readonly ReadRow[],
  source: string,
): Promise<Added> {
  let run: number | null = null;
  let added = 0;
  const skipped: Skipped[] = [];
  await inParts(step, rows, async (part) => {
    const answer = await step.client.imports.add({
      table: step.table.name,
      rows: part.map((row) => ({ ...row.values })),
      source,
      import: run,
    });
    run = answer.import;
    const out = refused(step.table, part, answer.problems);
    skipped.push(...out);
    added += part.length - out.length;
  });
  return { import: run, added, skipped, cancelled: step.signal.aborted };
}

export interface Undone {
  readonly removed: number;
  readonly kept: number;
}

export async function undoImport(step: Omit<Step, 'table'>, id: number): Promise<Undone> {
  let [removed, kept] = [0, 0];
  for (;;) {
    const answer = await step.client.imports.undo({ id, limit: PART });
    removed += answer.removed;
    kept += answer.kept;
    step.progress(removed + kept, removed + kept + answer.left);
    if (answer.left === 0 || step.signal.aborted) return { removed, kept };
  }
}

async function inParts(
  { signal, progress }: Step,
  rows: readonly ReadRow[],
  work: (part: readonly ReadRow[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += PART) {
    if (signal.aborted) return;
    progress(from, rows.length);
    await work(rows.slice(from, from + PART));
  }
  progress(rows.length, rows.length);
}

function refused(
  table: TableDescription,
  part: readonly ReadRow[],
  problems: readonly RowProblem[],
): Skipped[] {
  return problems.flatMap((problem, index) => {
    const row = part[index];
    return problem && row ? [{ number: row.number, why: whyWords(table, problem) }] : [];
  });
}

/** Beside a field where it is about one, as a form would say it. */
function whyWords(table: TableDescription, problem: Exclude<RowProblem, null>): string {
  const error = errorFromJson(problem) ?? new SatchelError('INTERNAL', { detail: problem.code });
  const beside = Object.entries(problemOfError(formColumns(table, true), error) ?? {});
  const [first] = beside;
  if (!first) return errorWords(problem).message;
  const column = table.columns.find(({ name }) => name === first[0])?.label ?? first[0];
  return t('imports.fieldWhy', { column, why: first[1] });
}
