import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Log } from '../ports.ts';

/** @throws SatchelError API_TOKEN_INVALID unless the request carries `Authorization: Bearer <token>` */
export function requireToken(request: IncomingMessage, token: string): void {
  const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
  // Hashing makes both sides equally long, so the comparison's time tells nothing about the token.
  const equal = timingSafeEqual(digest(given), digest(token));
  if (scheme?.toLowerCase() !== 'bearer' || !equal) throw new SatchelError('API_TOKEN_INVALID');
}

/**
 * A form or a script of another site can send a body without asking only as text, form or multipart.
 * @throws SatchelError API_NOT_JSON for a body of any type but JSON
 */
export function requireJson({ headers }: IncomingMessage): void {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const isJson = type.trim().toLowerCase() === 'application/json';
  if (hasBody ? !isJson : type !== '' && !isJson) throw new SatchelError('API_NOT_JSON');
}

/** A request listener that turns what `answer` throws into a refusal, and a failure after the first byte into a broken connection. */
export function createListener(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  log: Log,
) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((thrown: unknown) => {
      const error = toSatchelError(thrown);
      if (error.code === 'INTERNAL') log.write('error', 'a request failed', { code: error.code });
      if (response.headersSent) response.destroy();
      else sendRefusal(response, error);
    });
  };
}

/** The refusal as the JSON of the contract's errors: oRPC's own clients look for it under `json`. */
export function sendRefusal(response: ServerResponse, error: SatchelError): void {
  const { httpStatus: status } = error.entry;
  const { code, message } = error;
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // The body of a refused request is not read, so the connection cannot be used again.
    connection: 'close',
  });
  const body = { defined: false, code, status, message, data: error.toJSON() };
  const isRpc = response.req.url?.startsWith('/rpc/');
  response.end(JSON.stringify(isRpc ? { json: body, meta: [] } : body));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
