import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say, type SentenceCode } from '../../shared/said/said.ts';
import { sayError, sayToDo } from '../../shared/said/say-error.ts';
import type { Finding } from '../../shared/api/diagnose.ts';

/** Every check has a name among the sentences. */
export type CheckId = SentenceCode extends infer C
  ? C extends `check-${infer Id}`
    ? Id
    : never
  : never;

type Words = Said | readonly Said[];

/** What a check says: nothing to do, something to do, or why it could not look. */
export type Outcome =
  | { readonly state: 'ok'; readonly finding: Words }
  | { readonly state: 'skipped'; readonly finding: Words }
  | {
      readonly state: 'attention';
      readonly finding: Words;
      readonly meaning: Said;
      readonly action: Words;
      /** Safe: it loses nothing and can be repeated. */
      readonly fix?: { readonly does: Said; readonly run: () => Promise<unknown> };
    };

export interface Check {
  readonly id: CheckId;
  /** What it throws is a finding too: a check that fails has found something. */
  look(): Promise<Outcome> | Outcome;
}

/** Looks, mends where told to, and looks again: a fix counts only if the check is content with it. */
export async function runCheck(check: Check, mend: boolean): Promise<Finding> {
  const found = await outcomeOf(check);
  const fix = found.state === 'attention' ? found.fix : undefined;
  if (!fix || !mend) return finding(check, found, false);
  try {
    await fix.run();
  } catch (caught) {
    const why = say('fix-failed', { error: sayError(toSatchelError(caught)) });
    const failed = { ...found, finding: [found.finding, why].flat() };
    return finding(check, failed, false);
  }
  const after = await outcomeOf(check);
  return finding(check, after, after.state === 'ok');
}

async function outcomeOf(check: Check): Promise<Outcome> {
  try {
    return await check.look();
  } catch (error) {
    return failedOutcome(error);
  }
}

function failedOutcome(caught: unknown): Outcome {
  const error = toSatchelError(caught);
  return {
    state: 'attention',
    finding: sayError(error),
    meaning: say('looking-failed-why'),
    action: sayToDo(error),
  };
}

function finding(check: Check, outcome: Outcome, fixed: boolean): Finding {
  const needs = outcome.state === 'attention' ? outcome : undefined;
  const said = {
    finding: [outcome.finding].flat(),
    meaning: [needs?.meaning ?? []].flat(),
    action: [needs?.action ?? []].flat(),
    fix: [needs?.fix?.does ?? []].flat(),
  };
  return {
    id: check.id,
    title: inEnglish({ code: `check-${check.id}`, values: {} }),
    state: outcome.state,
    finding: inEnglish(said.finding),
    meaning: inEnglish(said.meaning),
    action: inEnglish(said.action),
    fix: needs?.fix ? inEnglish(said.fix) : null,
    fixed,
    said,
  };
}
