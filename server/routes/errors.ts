import type { FastifyError, FastifyInstance } from 'fastify';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { ServerError } from '../../shared/protocol/auth.ts';
import { Refusal } from '../sync/refusal.ts';

/** Every refusal as JSON with a code of the catalogue; what was unforeseen says nothing of its cause. */
export function handleErrors(app: FastifyInstance, bodyLimit: number): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Refusal) return reply.status(409).send(error.answer);
    const known = toKnown(error as FastifyError, bodyLimit);
    if (known.code === 'INTERNAL') {
      // Name and code only: a PostgreSQL message holds row values.
      const { name, code, stack } = error as FastifyError;
      const at = stack
        ?.split('\n')
        .filter((line) => line.startsWith('    at '))
        .slice(0, 6);
      request.log.error({ error: { name, code, at } }, 'request failed');
    }
    if (known.code === 'SIGN_IN_LIMITED') void reply.header('retry-after', known.detail('seconds'));
    if (known.code === 'DATABASE_UNREACHABLE') void reply.header('retry-after', '2');
    return reply.status(known.entry.httpStatus).send(toBody(known));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send(
      toBody(
        new SatchelError('USAGE', {
          detail: `There is no ${request.method} ${request.url.split('?')[0] ?? ''}.`,
        }),
      ),
    ),
  );
}

/** A desk of before knows no detail that is said as data. */
function toBody(error: SatchelError): ServerError {
  const details = Object.entries(error.details).map(
    ([name, value]) => [name, typeof value === 'object' ? error.detail(name) : value] as const,
  );
  return { code: error.code, message: error.message, details: Object.fromEntries(details) };
}

function toKnown(error: FastifyError, limit: number): SatchelError {
  if (isSatchelError(error)) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new SatchelError('BODY_TOO_LARGE', { limit });
  if (unreachable.has(error.code) || /Connection terminated|timeout exceeded/.test(error.message)) {
    return new SatchelError('DATABASE_UNREACHABLE', { detail: error.code }, { cause: error });
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new SatchelError('USAGE', { detail: error.message });
  return new SatchelError('INTERNAL', { detail: 'see the log of the server' }, { cause: error });
}

/** PostgreSQL is stopping, starting or gone. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
]);
