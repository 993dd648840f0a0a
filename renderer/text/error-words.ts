import type { ShownError } from '../ui/window-error.ts';

/** What happened and what to do, in the window's language. */
export function errorWords(error: ShownError): Pick<ShownError, 'message' | 'action'> {
  return error;
}
