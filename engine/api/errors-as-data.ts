import { ORPCError, ValidationError } from '@orpc/server';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';

/** The error as every transport carries it: the catalogue's status, and the error itself as `data`. */
export function toRpcError(thrown: unknown): ORPCError<string, unknown> {
  const error = fromThrown(thrown);
  return new ORPCError(error.code, {
    status: error.entry.httpStatus,
    message: error.message,
    data: error.toJSON(),
    cause: thrown,
  });
}

function fromThrown(thrown: unknown): SatchelError {
  if (!(thrown instanceof ORPCError)) return toSatchelError(thrown);
  if (thrown.cause instanceof ValidationError && thrown.status === 400) {
    return new SatchelError('USAGE', { detail: issuesInWords(thrown.cause) });
  }
  if (thrown.cause instanceof ValidationError) {
    const detail = `an answer did not match the contract (${issuesInWords(thrown.cause)})`;
    return new SatchelError('INTERNAL', { detail });
  }
  return new SatchelError('INTERNAL', { detail: thrown.message });
}

/** `limit: Too big: expected number to be <=1000`: paths and rules, never the values. */
function issuesInWords(error: ValidationError): string {
  return error.issues
    .map(({ path, message }) => {
      const where = path
        ?.map((part) => String(typeof part === 'object' ? part.key : part))
        .join('.');
      return where ? `${where}: ${message}` : message;
    })
    .join('; ');
}
