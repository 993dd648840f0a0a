import type { IncomingMessage } from 'node:http';
import { SatchelError } from '../shared/errors/satchel-error.ts';

/**
 * Who may talk to a server on loopback that any page in the browser can reach. A rebound name shows in `Host`; a
 * page of another site shows in `Origin`, or in `Sec-Fetch-Site` where no origin is sent.
 *
 * @throws SatchelError API_ORIGIN_REFUSED
 */
export function requireSameSite({ headers }: IncomingMessage, port: number): void {
  const host = `127.0.0.1:${port}`;
  const site = headers['sec-fetch-site'];
  const isOurs =
    headers.host === host &&
    (headers.origin === undefined || headers.origin === `http://${host}`) &&
    (site === undefined || site === 'same-origin' || site === 'none');
  if (!isOurs) throw new SatchelError('API_ORIGIN_REFUSED');
}
