import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Finding } from '../../shared/api/diagnose.ts';

/** What a check says: nothing to do, something to do, or why it could not look. */
export type Outcome =
  | { readonly state: 'ok'; readonly finding: string }
  | { readonly state: 'skipped'; readonly finding: string }
  | {
      readonly state: 'attention';
      readonly finding: string;
      readonly meaning: string;
      readonly action: string;
      /** Safe: it loses nothing and can be repeated. */
      readonly fix?: { readonly does: string; readonly run: () => Promise<unknown> };
    };

export interface Check {
  readonly id: string;
  readonly title: string;
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
    const { message } = toSatchelError(caught);
    const failed = { ...found, finding: `${found.finding} The fix did not work: ${message}` };
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
    finding: error.message,
    meaning: 'The check itself failed, so what it looks after is not known to be well.',
    action: error.action,
  };
}

function finding(check: Check, outcome: Outcome, fixed: boolean): Finding {
  const needs = outcome.state === 'attention' ? outcome : undefined;
  return {
    id: check.id,
    title: check.title,
    state: outcome.state,
    finding: outcome.finding,
    meaning: needs?.meaning ?? '',
    action: needs?.action ?? '',
    fix: needs?.fix?.does ?? null,
    fixed,
  };
}
