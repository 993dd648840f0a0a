import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { DEVICE_HEADER, INCARNATION_HEADER } from '../../shared/protocol/headers.ts';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { Principal } from '../auth/access-tokens.ts';
import type { DeviceKey } from '../store/batches.ts';

/** @throws SatchelError USAGE naming the field, never its value */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new SatchelError('USAGE', { detail: `${path}: ${issue?.message ?? 'not understood'}` });
}

export function parseJson<T>(schema: z.ZodType<T>, body: unknown): T {
  let value: unknown;
  try {
    const text = (body as Buffer).toString('utf8');
    if (text.includes('\\u0000')) throw new RangeError('PostgreSQL keeps no NUL');
    value = JSON.parse(text);
  } catch (cause) {
    throw new SatchelError('USAGE', { detail: 'the body is not JSON' }, { cause });
  }
  return parseWith(schema, value);
}

const ID = /^[\w.:-]{1,100}$/;

/** The desk a request is of: it must be the one its token was given to. @throws SatchelError USAGE, FORBIDDEN */
export function readDevice(request: FastifyRequest, principal: Principal): DeviceKey {
  const device = request.headers[DEVICE_HEADER];
  const incarnation = request.headers[INCARNATION_HEADER];
  if (typeof device !== 'string' || !ID.test(device)) throw missing(DEVICE_HEADER);
  if (typeof incarnation !== 'string' || !ID.test(incarnation)) throw missing(INCARNATION_HEADER);
  checkDevice(device, principal);
  return { device, incarnation };
}

export function checkDevice(device: string, { device: bound, username }: Principal): void {
  if (bound !== null && bound !== device) {
    throw new SatchelError('FORBIDDEN', {
      user: username,
      what: 'use the sign-in of another desk',
    });
  }
}

/** @throws SatchelError SYNC_PROTOCOL */
export function checkProtocol(there: number): void {
  if (there <= PROTOCOL_VERSION && there >= OLDEST_PROTOCOL_VERSION) return;
  throw new SatchelError('SYNC_PROTOCOL', { here: PROTOCOL_VERSION, there });
}

function missing(header: string): SatchelError {
  return new SatchelError('USAGE', { detail: `the header ${header} is missing or malformed` });
}
