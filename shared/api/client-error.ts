import { errorFromJson, isSatchelError, SatchelError } from '../errors/satchel-error.ts';

/**
 * What a client of the contract caught, as the `SatchelError` the engine threw. A failure of the connection
 * itself, or a refusal before any procedure ran, becomes `USAGE` (4xx) or `INTERNAL`.
 */
export function errorFromClient(caught: unknown): SatchelError {
  if (isSatchelError(caught)) return caught;
  const { data, status, message } = (
    typeof caught === 'object' && caught !== null ? caught : {}
  ) as {
    data?: unknown;
    status?: unknown;
    message?: unknown;
  };
  const known = errorFromJson(data);
  if (known) return known;
  const detail = typeof message === 'string' ? message : String(caught);
  const refused = typeof status === 'number' && status >= 400 && status < 500;
  return new SatchelError(refused ? 'USAGE' : 'INTERNAL', { detail }, { cause: caught });
}
