import { isTextKey, t } from './t.ts';
import { shownValues } from './said-words.ts';
import type { ShownError } from '../ui/window-error.ts';

/** What happened and what to do, in the window's language; the engine's English where this window has no words. */
export function errorWords(error: ShownError): Pick<ShownError, 'message' | 'action'> {
  const [message, action] = [`errors.${error.code}`, `errors.${error.code}-do`];
  const values = error.details && shownValues(error.details);
  if (!values || !isTextKey(message) || !isTextKey(action)) return error;
  return { message: t(message, values), action: t(action, values) };
}
