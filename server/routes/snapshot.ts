import { createReadStream, type ReadStream } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatCommit } from '../../shared/protocol/commit.ts';
import { SQLITE_SNAPSHOT } from '../../shared/protocol/frame.ts';
import { SNAPSHOT_COMMIT_HEADER, SNAPSHOT_DIGEST_HEADER } from '../../shared/protocol/snapshot.ts';
import type { Snapshot } from '../snapshot/snapshots.ts';

/** A piece of the file on its way: with Node's 64 KiB a large one waits for four times as many reads. */
const PIECE_BYTES = 1 << 18;

/** The file, or the range of it that is asked for while it is still the same file [SYNC-9]. */
export function sendSnapshot(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, bytes, digest, commit }: Snapshot,
): FastifyReply {
  const etag = `"${digest}"`;
  void reply
    .type(SQLITE_SNAPSHOT)
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header(SNAPSHOT_DIGEST_HEADER, digest)
    .header(SNAPSHOT_COMMIT_HEADER, formatCommit(commit));
  const condition = request.headers['if-range'];
  const range =
    condition === undefined || condition === etag ? readRange(request.headers.range, bytes) : 'all';
  if (range === 'none') {
    return reply
      .status(416)
      .header('content-range', `bytes */${String(bytes)}`)
      .send();
  }
  if (range === 'all') return reply.header('content-length', bytes).send(read(path));
  const { start, end } = range;
  return reply
    .status(206)
    .header('content-range', `bytes ${String(start)}-${String(end)}/${String(bytes)}`)
    .header('content-length', end - start + 1)
    .send(read(path, { start, end }));
}

function read(path: string, range: { start?: number; end?: number } = {}): ReadStream {
  return createReadStream(path, { ...range, highWaterMark: PIECE_BYTES });
}

/** One range of bytes; anything more is answered with the whole file, as RFC 9110 allows. */
function readRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'all' | 'none' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'all';
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start > end ? 'none' : { start, end };
}
