import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

const FORM = 'multipart/form-data';
const FIELD = 'database';
const MOST_PARTS = 20;

export function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith(FORM) ?? false;
}

/** The file in a form's field `database`. @throws SatchelError USAGE where there is none */
export async function readFileField(
  { headers }: FastifyRequest,
  body: Uint8Array,
): Promise<Uint8Array> {
  const found: Buffer[][] = [];
  try {
    const form = new Busboy({
      headers: headers as BusboyHeaders,
      limits: { parts: MOST_PARTS, fileSize: body.length },
    });
    form.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      if (name === FIELD) found.push(chunks);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // The form fails as well, which is awaited.
      stream.on('error', () => undefined);
    });
    await pipeline(Readable.from([body]), form);
  } catch (cause) {
    throw new SatchelError('USAGE', { detail: 'the body is not a form' }, { cause });
  }
  const [file] = found;
  if (!file) {
    throw new SatchelError('USAGE', { detail: `the form has no file in a field "${FIELD}"` });
  }
  return Buffer.concat(file);
}
