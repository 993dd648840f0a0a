import type { SatchelError } from '../errors/satchel-error.ts';
import { actionCode } from './english.ts';
import type { Said, SaidValues } from './said.ts';

interface Kept {
  readonly code: string;
  readonly message: string;
  readonly details?: SaidValues | undefined;
}
type Thrown = Pick<SatchelError, 'code' | 'details'>;

/** What an error says, as a part of something else that is said. */
export function sayError({ code, details }: Thrown): Said {
  return { code, values: details };
}

/** The same of an error that was kept; what an older version kept is said as it was written. */
export function saidOf({ code, message, details }: Kept): Said {
  return details === undefined
    ? { code: 'as-written', values: { text: message } }
    : { code, values: details };
}

/** What to do about it. */
export function sayToDo({ code, details }: Thrown): Said {
  return { code: actionCode(code), values: details };
}
