import { createHash } from 'node:crypto';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { trailerSchema } from '../../shared/protocol/frame.ts';

/** A complete NDJSON body: header line, row lines, trailer with count and digest. */
export function encodeFrame(header: object, lines: readonly string[]): Uint8Array {
  const content = Buffer.from([JSON.stringify(header), ...lines, ''].join('\n'));
  const trailer = JSON.stringify({
    kind: 'trailer',
    count: lines.length,
    digest: createHash('sha256').update(content).digest('hex'),
  });
  return Buffer.concat([content, Buffer.from(`${trailer}\n`)]);
}

export interface DecodedFrame {
  /** Parsed, not yet checked against a schema. */
  readonly header: unknown;
  /** The row lines, newline-separated and -terminated UTF-8. */
  readonly body: Uint8Array;
  readonly count: number;
}

const NEWLINE = 10;

/** @throws SatchelError SYNC_TORN when the trailer is missing or does not match */
export function decodeFrame(bytes: Uint8Array): DecodedFrame {
  const headerEnd = bytes.indexOf(NEWLINE);
  const end = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  const trailerStart = bytes.lastIndexOf(NEWLINE, end - 1) + 1;
  if (headerEnd < 0 || trailerStart <= headerEnd) throw new SatchelError('SYNC_TORN');
  const trailer = trailerSchema.safeParse(parse(bytes.subarray(trailerStart, end)));
  if (!trailer.success) throw new SatchelError('SYNC_TORN');
  const digest = createHash('sha256').update(bytes.subarray(0, trailerStart)).digest('hex');
  if (digest !== trailer.data.digest) throw new SatchelError('SYNC_TORN');
  return {
    header: parse(bytes.subarray(0, headerEnd)),
    body: bytes.subarray(headerEnd + 1, trailerStart),
    count: trailer.data.count,
  };
}

/** The rows of a body, parsed in one go. @throws SatchelError SYNC_TORN when a line is not JSON */
export function parseRows(body: Uint8Array): unknown[] {
  if (body.length === 0) return [];
  const text = Buffer.from(body.buffer, body.byteOffset, body.length - 1).toString('utf8');
  try {
    // No JSON text holds a raw newline, so the newlines are exactly the places between rows.
    return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as unknown[];
  } catch {
    throw new SatchelError('SYNC_TORN');
  }
}

const PART_BYTES = 1 << 19;

/** The rows of a body, some at a time: parsing a large page in one go would keep whoever saves meanwhile waiting. */
export function* parseParts(body: Uint8Array): Generator<unknown[]> {
  for (let from = 0; from < body.length;) {
    const end = body.indexOf(NEWLINE, from + PART_BYTES);
    const to = end < 0 ? body.length : end + 1;
    yield parseRows(body.subarray(from, to));
    from = to;
  }
}

function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(line).toString('utf8'));
  } catch {
    throw new SatchelError('SYNC_TORN');
  }
}
