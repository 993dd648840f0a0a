import type { ColumnManifest, MergePolicy, TableManifest } from '../../shared/records/manifest.ts';
import { integerToWire, valueProblem, type WireValue } from '../../shared/records/values.ts';
import { appendText, type Author } from './append-text.ts';

/** One column that both sides changed since the base. */
export interface BothChanged {
  readonly column: ColumnManifest;
  readonly base: WireValue;
  readonly mine: WireValue;
  readonly theirs: WireValue;
  readonly author: Author;
}

/** The value a policy finds, or undefined where a person has to choose. */
export type Verdict = { readonly value: WireValue } | undefined;

/** `append-only` protects what was entered from edits here; what two sides entered at once goes to a person. */
const verdicts: Readonly<Record<MergePolicy, (sides: BothChanged) => Verdict>> = {
  manual: () => undefined,
  'append-only': () => undefined,
  'remote-wins': ({ theirs }) => ({ value: theirs }),
  'local-wins': ({ mine }) => ({ value: mine }),
  append,
  counter,
  'state-machine': stateMachine,
};

export function applyPolicy(policy: MergePolicy, sides: BothChanged): Verdict {
  const verdict = verdicts[policy](sides);
  return verdict && valueProblem(sides.column, verdict.value) === undefined ? verdict : undefined;
}

/** How a column, or the columns of a merge group, merge: a group whose columns disagree goes to a person. */
export function policyOf(table: TableManifest, unit: readonly number[]): MergePolicy {
  const [first = 'manual', ...others] = unit.map(
    (index) => table.columns[index]?.policy ?? table.policy,
  );
  if (unit.length === 1) return first;
  // A group is one value: what adds or joins single columns would make a combination that nobody entered.
  const whole = first === 'remote-wins' || first === 'local-wins';
  return whole && others.every((other) => other === first) ? first : 'manual';
}

function append({ base, mine, theirs, author }: BothChanged): Verdict {
  const texts = [base ?? '', mine ?? '', theirs ?? ''];
  const [b, m, t] = texts;
  if (typeof b !== 'string' || typeof m !== 'string' || typeof t !== 'string') return undefined;
  const value = appendText({ base: b, mine: m, theirs: t }, author);
  return value === undefined ? undefined : { value };
}

/** Theirs, and what was added or taken here; exact for whole numbers and decimals, and for nothing else. */
function counter({ column, base, mine, theirs }: BothChanged): Verdict {
  if (base === null || mine === null || theirs === null) return undefined;
  if (column.type === 'integer') {
    const sum = BigInt(theirs) + BigInt(mine) - BigInt(base);
    return { value: integerToWire(sum) };
  }
  if (column.type !== 'decimal') return undefined;
  const places = Math.max(...[base, mine, theirs].map((value) => fraction(String(value)).length));
  const scaled = (value: WireValue): bigint => {
    const text = String(value);
    return BigInt(text.replace(/\..*$/, '') + fraction(text).padEnd(places, '0'));
  };
  return { value: decimal(scaled(theirs) + scaled(mine) - scaled(base), places) };
}

function fraction(decimalText: string): string {
  return decimalText.split('.')[1] ?? '';
}

/** The canonical form of `scaled` / 10^places. */
function decimal(scaled: bigint, places: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const rest = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${scaled < 0n ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`;
}

/** The state further on; an end is further than any other. Two different ends are for a person. */
function stateMachine({ column, mine, theirs }: BothChanged): Verdict {
  const { values = [], ends = [] } = column;
  const rank = (state: WireValue): number => values.indexOf(String(state));
  if (mine === null || theirs === null || rank(mine) < 0 || rank(theirs) < 0) return undefined;
  const mineEnds = ends.includes(String(mine));
  const theirsEnds = ends.includes(String(theirs));
  if (mineEnds && theirsEnds) return undefined;
  if (mineEnds !== theirsEnds) return { value: mineEnds ? mine : theirs };
  return { value: rank(mine) > rank(theirs) ? mine : theirs };
}
