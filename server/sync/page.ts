import { hash } from 'node:crypto';
import { z } from 'zod';
import type { DownloadHeader } from '../../shared/protocol/download.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { Client } from '../store/database.ts';
import {
  fewSql,
  lastKey,
  type OwnRanges,
  readSlice,
  type Slice,
  versionAt,
} from '../store/read-page.ts';
import { needsPolish } from '../store/sql-text.ts';
import { polishRow } from './polish.ts';

const placeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('versions'), since: z.int().nonnegative() }),
  z.object({
    kind: z.literal('within'),
    version: z.int().nonnegative(),
    table: z.int().nonnegative(),
    after: z.string().nullable(),
  }),
]);
const keySchema = z.array(z.union([z.string().regex(/^[^\0]*$/), z.number(), z.boolean()]));

/** Where the next page starts; opaque to the device. */
export type Place = Readonly<z.infer<typeof placeSchema>>;

export interface PageRequest {
  readonly clinic: number;
  readonly schema: SchemaManifest;
  readonly own: OwnRanges;
  readonly place: Place;
  /** The head of the page's own snapshot. */
  readonly head: number;
  readonly limit: number;
  /** All that changed, where it is few rows: see `fewChanges`. */
  readonly few: readonly string[] | undefined;
}

export interface PageRows {
  /** Lines of JSON, each with its newline. */
  readonly chunks: readonly Buffer[];
  readonly count: number;
  readonly next: Place | null;
}

const FEW = 1_000;
const PAGE_BYTES = 16 << 20;
/** A page that grows beyond this is read again with fewer rows; one row alone may be any size. */
const MAX_PAGE_BYTES = 2 * PAGE_BYTES;

/** SQL that reads, in the round trip that begins the snapshot, what a page holds if that is few rows. */
export function fewChanges({
  place,
  limit,
  ...reader
}: Pick<PageRequest, 'clinic' | 'schema' | 'own' | 'place' | 'limit'>): string | undefined {
  if (place.kind === 'within') return undefined;
  return fewSql(reader, {
    since: place.since,
    rows: Math.min(FEW, limit),
    bytes: PAGE_BYTES,
  });
}

/** The rows of one page: versions in order, and inside the page parents first, deletions last [SYNC-6]. */
export async function readPage(client: Client, request: PageRequest): Promise<PageRows> {
  const { place, head } = request;
  if (place.kind === 'within') return readWithin(client, request, place);
  const { since } = place;
  if (since >= head) return { chunks: [], count: 0, next: null };
  const range = { since, until: head };
  if (request.few) return toPage(request.schema, request.few);
  for (let limit = request.limit; ;) {
    const cut = await versionAt(client, request, { ...range, place: limit });
    const until = cut === null ? head : Math.max(cut - 1, since);
    // The very first version is larger than a page: it is read key by key.
    if (cut !== null && (await isFirst(client, request, { since, cut }))) {
      const within = { kind: 'within', version: cut, table: 0, after: null } as const;
      return readWithin(client, { ...request, limit }, within);
    }
    const slice: Slice = { kind: 'versions', since, until };
    const rows = await collect(client, request, { slice, last: limit === 1 });
    if (!('fits' in rows)) {
      return { ...rows, next: cut === null ? null : { kind: 'versions', since: until } };
    }
    limit = Math.min(rows.fits, limit - 1);
  }
}

/** Whether no row lies between `since` and the version at which the page would be cut. */
async function isFirst(
  client: Client,
  request: PageRequest,
  { since, cut }: { since: number; cut: number },
): Promise<boolean> {
  return (await versionAt(client, request, { since, until: cut, place: 0 })) === cut;
}

function toPage(schema: SchemaManifest, lines: readonly string[]): PageRows {
  const polished = lines.map((line) => polishLine(schema, line));
  const text = polished.length === 0 ? '' : `${polished.join('\n')}\n`;
  return { chunks: [Buffer.from(text)], count: lines.length, next: null };
}

async function readWithin(
  client: Client,
  request: PageRequest,
  place: Extract<Place, { kind: 'within' }>,
): Promise<PageRows> {
  const { schema, head } = request;
  const after = { kind: 'versions', since: place.version } as const;
  const chunks: Buffer[] = [];
  let count = 0;
  let at = place;
  for (;;) {
    let limit = request.limit - count;
    let rows = await collect(client, request, { slice: { ...at, limit }, last: limit === 1 });
    while ('fits' in rows) {
      limit = Math.min(rows.fits, limit - 1);
      rows = await collect(client, request, { slice: { ...at, limit }, last: limit === 1 });
    }
    chunks.push(...rows.chunks);
    count += rows.count;
    if (rows.count >= limit && rows.lastLine !== undefined) {
      return { chunks, count, next: { ...at, after: lastKey(schema, at.table, rows.lastLine) } };
    }
    if (at.table >= schema.tables.length) {
      return { chunks, count, next: place.version >= head ? null : after };
    }
    at = { ...at, table: at.table + 1, after: null };
  }
}

interface Collected {
  readonly chunks: readonly Buffer[];
  readonly count: number;
  readonly lastLine: string | undefined;
}

/** The slice in memory, or, when it is larger than a page may be, how many rows about fit one. */
async function collect(
  client: Client,
  request: PageRequest,
  { slice, last }: { slice: Slice; last: boolean },
): Promise<Collected | { readonly fits: number }> {
  const { schema } = request;
  const chunks: Buffer[] = [];
  let [count, bytes] = [0, 0];
  for await (const { chunk, table } of readSlice(client, request, slice)) {
    if (chunks.length === 0 && count > 0) continue;
    const manifest = schema.tables[table];
    const whole = manifest && needsPolish(manifest) ? polishChunk(schema, chunk) : chunk;
    bytes += whole.length;
    count += countLines(whole);
    chunks.push(whole);
    if (bytes > MAX_PAGE_BYTES && !last) chunks.length = 0;
  }
  if (bytes > MAX_PAGE_BYTES && !last) {
    return { fits: Math.max(1, Math.floor((count * PAGE_BYTES) / bytes)) };
  }
  const end = chunks.at(-1);
  const start = end ? end.lastIndexOf(10, end.length - 2) + 1 : 0;
  return { chunks, count, lastLine: end?.toString('utf8', start, end.length - 1) };
}

function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}

function polishChunk(schema: SchemaManifest, chunk: Buffer): Buffer {
  const lines = chunk.toString('utf8', 0, chunk.length - 1).split('\n');
  return Buffer.from(`${lines.map((line) => polishLine(schema, line)).join('\n')}\n`);
}

function polishLine(schema: SchemaManifest, line: string): string {
  if (line.startsWith('[-')) return line;
  const table = schema.tables[Number.parseInt(line.slice(1), 10)] as TableManifest;
  if (!needsPolish(table)) return line;
  const [place, version, ...row] = JSON.parse(line) as [number, number, ...WireValue[]];
  return JSON.stringify([place, version, ...polishRow(table, row)]);
}

/** Header, rows and trailer as one body. */
export function pageBody(header: DownloadHeader, { chunks, count }: PageRows): Buffer {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...chunks]);
  const trailer = { kind: 'trailer', count, digest: hash('sha256', body) };
  return Buffer.concat([body, Buffer.from(`${JSON.stringify(trailer)}\n`)]);
}

export function formatPlace(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place a token stands for, or undefined when it is not one of ours. */
export function parsePlace(token: string, schema: SchemaManifest): Place | undefined {
  try {
    const text = Buffer.from(token, 'base64url').toString('utf8');
    const place: Place = placeSchema.parse(JSON.parse(text));
    if (place.kind === 'versions' || place.after === null) return place;
    const key = keySchema.parse(JSON.parse(place.after));
    // A tombstone's place is its table and key.
    const width = schema.tables[place.table]?.primaryKey.length ?? 2;
    return key.length === width ? place : undefined;
  } catch {
    return undefined;
  }
}
