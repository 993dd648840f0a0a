import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { setImmediate as others } from 'node:timers/promises';
import { trailerSchema } from '../../shared/protocol/frame.ts';
import { type UploadHeader, uploadHeaderSchema } from '../../shared/protocol/upload.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { type Batch, mapFrames, type Mutation } from './batch.ts';
import { malformed } from './malformed.ts';
import { readMutation } from './read-mutation.ts';

const NEWLINE = 10;
/** Mutations read in one go, a few milliseconds: meanwhile the statements of another batch wait for their turn. */
const SLICE = 250;

/**
 * A whole uploaded body, checked: every line readable, the trailer's count and digest right. What is wrong with
 * single mutations is left in them; what is wrong with the body refuses it whole.
 *
 * @throws SatchelError BATCH_MALFORMED with the line, counted from 1
 */
export async function parseBatch(body: Buffer, schema: SchemaManifest): Promise<Batch> {
  if (!isUtf8(body)) throw malformed(lineOfBadText(body), 'it is not UTF-8');
  const end = body.at(-1) === NEWLINE ? body.length - 1 : body.length;
  const trailerStart = body.lastIndexOf(NEWLINE, end - 1) + 1;
  const lines = body.toString('utf8', 0, Math.max(0, trailerStart - 1)).split('\n');
  const trailerLine = lines.length + 1;
  if (trailerStart === 0) throw malformed(1, 'there is no trailer');

  const trailer = trailerSchema.safeParse(
    parseLine(body.toString('utf8', trailerStart, end), trailerLine),
  );
  if (!trailer.success) throw malformed(trailerLine, 'the last line is no trailer');
  if (trailer.data.count !== lines.length - 1) {
    throw malformed(trailerLine, 'the trailer counts other rows than there are');
  }
  const digest = createHash('sha256').update(body.subarray(0, trailerStart));
  if (trailer.data.digest !== digest.copy().digest('hex')) {
    throw malformed(trailerLine, 'the digest does not match');
  }

  const header = parseHeader(lines[0] as string);
  const frames = mapFrames(header, schema);
  const mutations: Mutation[] = [];
  const seen = new Set<string>();
  for (let line = 1; line < lines.length; line++) {
    if (line % SLICE === 0) await others();
    const mutation = readMutation(parseLine(lines[line] as string, line + 1), {
      line: line + 1,
      index: line - 1,
      header,
      frames,
      seen,
    });
    mutations.push(mutation);
  }
  return { header, frames, mutations, hash: digest.update(body.subarray(trailerStart)).digest() };
}

function parseHeader(line: string): UploadHeader {
  const header = uploadHeaderSchema.safeParse(parseLine(line, 1));
  if (header.success) {
    // Authors are kept in the audit, where neither fits.
    if (header.data.actors.every((name) => name.isWellFormed() && !name.includes('\0'))) {
      return header.data;
    }
    throw malformed(1, 'actors: a name holds a NUL or half a character');
  }
  const issue = header.error.issues[0];
  throw malformed(1, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a header'}`);
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw malformed(number, 'it is not JSON');
  }
}

function lineOfBadText(body: Buffer): number {
  let line = 1;
  for (let start = 0; start < body.length; line++) {
    const end = body.indexOf(NEWLINE, start);
    const stop = end === -1 ? body.length : end;
    if (!isUtf8(body.subarray(start, stop))) break;
    start = stop + 1;
  }
  return line;
}
