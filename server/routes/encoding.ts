import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

const unzstd = promisify(zlib.zstdDecompress);
const gunzip = promisify(zlib.gunzip);
const zstd = promisify(zlib.zstdCompress);
const gzip = promisify(zlib.gzip);

/** Below this the header of a compressed answer costs more than it saves. */
const SMALL = 1_024;

/** @throws SatchelError BODY_TOO_LARGE, USAGE when it is not what it says it is */
export async function decode(
  body: Buffer,
  encoding: string | undefined,
  limit: number,
): Promise<Buffer> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity') {
    if (body.length > limit) throw new SatchelError('BODY_TOO_LARGE', { limit });
    return body;
  }
  try {
    if (name === 'zstd') return await unzstd(body, { maxOutputLength: limit });
    if (name === 'gzip') return await gunzip(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new SatchelError('BODY_TOO_LARGE', { limit }, { cause });
    }
    throw new SatchelError('BATCH_MALFORMED', { line: 0, detail: `it is not ${name}` }, { cause });
  }
  throw new SatchelError('USAGE', {
    detail: `no content encoding ${JSON.stringify(name.slice(0, 20))}`,
  });
}

/** Sends a whole body in the best encoding the client takes: zstd, then gzip, or as it is. */
export async function sendEncoded(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, type }: { body: Buffer; type: string },
): Promise<FastifyReply> {
  reply.type(type).header('vary', 'accept-encoding');
  const accepted = body.length < SMALL ? 'identity' : choose(request.headers['accept-encoding']);
  if (accepted === 'identity') return reply.send(body);
  reply.header('content-encoding', accepted);
  const level = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };
  return reply.send(accepted === 'zstd' ? await zstd(body, level) : await gzip(body, { level: 1 }));
}

function choose(header: string | string[] | undefined): 'zstd' | 'gzip' | 'identity' {
  const offers = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  if (offers[0] === 'identity') return 'identity';
  if (offers.includes('zstd')) return 'zstd';
  return offers.includes('gzip') ? 'gzip' : 'identity';
}
