import { hash } from 'node:crypto';
import type { MutationOutcome, Rejection, UploadHeader } from '../../shared/protocol/upload.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import { valueProblem, type WireValue } from '../../shared/records/values.ts';
import { findShape, type Frame, type Mutation, type Operation, type Shape } from './batch.ts';
import { malformed } from './malformed.ts';

interface Place {
  readonly line: number;
  readonly index: number;
  readonly header: UploadHeader;
  readonly frames: readonly Frame[];
  /** Keys met so far in this batch. */
  readonly seen: Set<string>;
}

const ID = /^[0-9a-f]{32}$/;
const MAX_NUMERIC_INTEGER_DIGITS = 131_072;
const MAX_NUMERIC_FRACTION_DIGITS = 16_383;
/** What fits a PostgreSQL B-tree entry with room for the other columns; longer keys cannot be indexed. */
const MAX_KEY_BYTES = 2_000;

/**
 * A positional mutation, checked value by value.
 *
 * @throws SatchelError BATCH_MALFORMED when its shape is wrong; a wrong value only refuses this mutation
 */
export function readMutation(line: unknown, place: Place): Mutation {
  if (!Array.isArray(line)) throw malformed(place.line, 'a mutation is an array');
  const [sent, frameIndex, id, base, actor, at, group] = line as unknown[];
  const op = findOperation(sent);
  const frame = place.frames[frameIndex as number];
  const author = place.header.actors[actor as number];
  if (
    !op ||
    line.length !== { i: 8, u: 10, d: 8 }[op] ||
    !frame ||
    typeof id !== 'string' ||
    !ID.test(id) ||
    !isBase(base) ||
    author === undefined ||
    !Number.isSafeInteger(at) ||
    (group !== null && typeof group !== 'string')
  ) {
    throw malformed(place.line, 'it is no mutation of this protocol');
  }
  const body = readBody(line as unknown[], { op, frame, place });
  const { shape, values } = body;
  const refused = body.refused ?? repeated(frame, body.pk, place);
  return {
    index: place.index,
    op,
    frame: frameIndex as number,
    id,
    base,
    actor: author,
    at: at as number,
    group,
    key: body.key,
    pk: body.pk,
    values,
    columns: shape.columns,
    shape,
    image: refused ? '' : imageHash(frame, shape, body),
    ...(refused ? { refused } : {}),
  };
}

interface Body {
  readonly key: readonly WireValue[];
  readonly pk: string;
  readonly values: readonly (WireValue | undefined)[];
  readonly shape: Shape;
  readonly refused?: MutationOutcome;
}

const NONE: readonly never[] = [];

function readBody(
  line: unknown[],
  { op, frame, place }: { op: Operation; frame: Frame; place: Place },
): Body {
  const given = op === 'i' ? frame.every : op === 'u' ? line[8] : NONE;
  const sent = op === 'i' ? line[7] : op === 'u' ? line[9] : NONE;
  const keySent = op === 'i' ? NONE : line[7];
  if (!isList(given) || !isList(sent) || !isList(keySent) || given.length !== sent.length) {
    throw malformed(place.line, 'its columns and values do not match');
  }
  const { table } = frame;
  const at = line[1] as number;
  const refuse = (reason: Rejection, columns?: string[]): Body => ({
    key: NONE,
    pk: '',
    values: NONE,
    shape: { op, frame: at, columns: NONE },
    refused: { index: place.index, status: 'rejected', reason, ...(columns ? { columns } : {}) },
  });
  if (!table) return refuse('unknown-table');
  if (op !== 'i' && keySent.length !== frame.key.length) {
    throw malformed(place.line, 'its key has other columns than the table');
  }

  const values = new Array<WireValue | undefined>(table.columns.length).fill(undefined);
  const columns: number[] = [];
  for (let i = 0; i < given.length; i++) {
    const from = given[i] as number;
    const name = frame.columnNames[from];
    if (name === undefined) throw malformed(place.line, 'it names a column that its table lacks');
    const to = frame.columns[from] as number;
    if (to === -1) return refuse('unknown-column', [name]);
    const reason = problem(table, to, sent[i]);
    if (reason) return refuse(reason, [name]);
    values[to] = sent[i] as WireValue;
    columns.push(to);
  }
  for (let i = 0; i < frame.key.length; i++) {
    const to = frame.key[i] as number;
    if (op === 'i') continue;
    if (values[to] !== undefined) return refuse('invalid-value', [nameOf(table, to)]);
    const reason = problem(table, to, keySent[i]);
    if (reason) return refuse(reason, [nameOf(table, to)]);
    values[to] = keySent[i] as WireValue;
  }
  const missing = op === 'i' ? missingColumn(table, values) : undefined;
  if (missing !== undefined) return refuse('not-null', [missing]);

  const key = frame.key.map((to) => values[to] as WireValue);
  const shape = findShape(frame, { op, frame: at, columns });
  return { key, pk: JSON.stringify(key), values, shape };
}

function imageHash({ name }: Frame, { op, columns }: Shape, { pk, values }: Body): string {
  const content = op === 'd' ? '' : JSON.stringify(columns.map((at) => values[at]));
  return hash('sha256', `${op}\n${name}\n${pk}\n${columns.join(',')}\n${content}`).slice(0, 16);
}

function problem(table: TableManifest, to: number, value: unknown): Rejection | undefined {
  const column = table.columns[to];
  if (!column) return 'unknown-column';
  const found = valueProblem(column, value);
  if (found === 'null') return 'not-null';
  if (found === 'not-allowed') return 'not-allowed-value';
  if (found) return 'invalid-value';
  if (typeof value !== 'string') return undefined;
  if (column.type === 'decimal' && !fitsNumeric(value)) return 'invalid-value';
  const indexed =
    column.unique || column.references !== undefined || table.primaryKey.includes(column.name);
  if (indexed && value.length > MAX_KEY_BYTES / 4 && Buffer.byteLength(value) > MAX_KEY_BYTES) {
    return 'invalid-value';
  }
  return undefined;
}

function fitsNumeric(text: string): boolean {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return (
    whole.length <= MAX_NUMERIC_INTEGER_DIGITS && fraction.length <= MAX_NUMERIC_FRACTION_DIGITS
  );
}

function missingColumn(
  table: TableManifest,
  values: readonly (WireValue | undefined)[],
): string | undefined {
  return table.columns.find((column, at) => !column.nullable && values[at] === undefined)?.name;
}

/** A record is in a batch once; a second mutation of it waits for the answer to the first. */
function repeated(frame: Frame, pk: string, { seen, index }: Place): MutationOutcome | undefined {
  const id = `${frame.name}\n${pk}`;
  if (seen.has(id)) return { index, status: 'retry' };
  seen.add(id);
  return undefined;
}

function nameOf(table: TableManifest, at: number): string {
  return table.columns[at]?.name ?? '';
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function findOperation(value: unknown): Operation | undefined {
  return value === 'i' || value === 'u' || value === 'd' ? value : undefined;
}

function isBase(value: unknown): value is [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((part) => Number.isSafeInteger(part) && (part as number) >= 0)
  );
}
