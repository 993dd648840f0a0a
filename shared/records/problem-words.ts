import { type Said, say } from '../said/said.ts';
import type { ColumnManifest } from './manifest.ts';
import type { ValueProblem } from './values.ts';

/** What is wrong, and what would be right; never the value itself. */
export function sayProblem(
  problem: ValueProblem,
  column: Pick<ColumnManifest, 'type' | 'values'>,
): Said {
  switch (problem) {
    case 'not-allowed':
      return say('value-not-allowed', { allowed: column.values ?? [] });
    case 'null':
    case 'nul-character':
    case 'lone-surrogate':
    case 'not-finite':
    case 'negative-zero':
    case 'out-of-range':
      return say(`value-${problem}`);
    case 'wrong-type':
    case 'not-canonical':
      return say(`value-${column.type}`);
  }
}
