import { errorFromClient } from '../../shared/api/client-error.ts';
import { isErrorCode } from '../../shared/errors/catalogue.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SaidValues } from '../../shared/said/said.ts';

/** An error as the window shows it: what happened, what to do. */
export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly action: string;
  /** What fills its sentences; what the window says itself, or an older version kept, has none. */
  readonly details?: SaidValues | undefined;
}

/** Whatever a call threw, in words. A lost host and a missing key read as that, not as a failed fetch. */
export function windowError(caught: unknown): SatchelError {
  if (caught instanceof SatchelError) return caught;
  const { data, status } = (typeof caught === 'object' && caught !== null ? caught : {}) as {
    data?: { code?: unknown };
    status?: unknown;
  };
  if (!isErrorCode(data?.code)) {
    if (status === 401 || status === 403) return new SatchelError('API_TOKEN_INVALID');
    if (caught instanceof TypeError || status === 503)
      return new SatchelError('ENGINE_UNREACHABLE', {}, { cause: caught });
  }
  return errorFromClient(caught);
}

export function isAbort(caught: unknown): boolean {
  return caught instanceof DOMException && caught.name === 'AbortError';
}
