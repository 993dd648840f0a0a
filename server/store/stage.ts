import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { SchemaManifest, WireType } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { Mutation } from '../sync/batch.ts';
import type { Client } from './database.ts';

/** Bytes, about, that deleted rows take in a connection's staging table: it is emptied for the next batch, but keeps its size. */
const leftBehind = new WeakMap<Client, number>();
const MOST_LEFT_BEHIND = 1 << 18;
const CHUNK = 1 << 16;

/** Up to this many mutations are one JSON parameter: a round trip less than COPY, and dearer by the row. */
export const FEW = 200;

/**
 * Gives the connection its staging table, before the transaction that uses it. It is emptied by whoever fills it and not by
 * the end of the transaction: PostgreSQL would cut three files for that, which takes longer than ten rows do.
 */
export async function createStage(client: Client, schema: SchemaManifest): Promise<void> {
  if (leftBehind.has(client)) return;
  const columns = Array.from(
    { length: stageWidth(schema) },
    (_, i) => `c${String(i)} text COLLATE "C"`,
  );
  await client.query(
    `CREATE TEMP TABLE stage (idx integer, frame integer, op "char", epoch bigint, version bigint,
       pk text COLLATE "C", ${columns.join(', ')})`,
  );
  leftBehind.set(client, 0);
}

/** Sent before this returns. */
async function cutShort(client: Client): Promise<void> {
  leftBehind.set(client, 0);
  await client.query('TRUNCATE pg_temp.stage');
}

/**
 * Puts a batch into this connection's temporary table, outside row-level security. One table serves every data
 * table: values lie as text in c0, c1, … by the column's place, and are cast where they are used.
 */
export async function stageBatch(
  client: Client,
  schema: SchemaManifest,
  mutations: readonly Mutation[],
): Promise<void> {
  if (mutations.length <= FEW) return stageFew(client, mutations);
  await cutShort(client);
  leftBehind.set(client, MOST_LEFT_BEHIND);
  const width = stageWidth(schema);
  const stream = client.query(copyFrom('COPY pg_temp.stage FROM STDIN'));
  const done = finished(stream);
  let chunk = '';
  for (const mutation of mutations) {
    chunk += stageLine(mutation, width);
    if (chunk.length > CHUNK) {
      if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
      chunk = '';
    }
  }
  stream.end(chunk);
  await done;
}

/** The same for at most `FEW`, in one statement that is sent before this returns. */
export async function stageFew(client: Client, mutations: readonly Mutation[]): Promise<void> {
  const rows = mutations.map(({ index, frame, op, base: [epoch, version], pk, values }) => {
    const row: Record<string, unknown> = { idx: index, frame, op, epoch, version, pk };
    values.forEach((value, at) => {
      if (value !== undefined && value !== null) row[`c${String(at)}`] = String(value);
    });
    return row;
  });
  const json = JSON.stringify(rows);
  const left = leftBehind.get(client) ?? 0;
  const cut = left < MOST_LEFT_BEHIND ? undefined : cutShort(client);
  leftBehind.set(client, (cut ? 0 : left) + json.length);
  await Promise.all([
    cut,
    client.query({
      name: 'stage-few',
      text: `WITH left_behind AS (DELETE FROM pg_temp.stage)
        INSERT INTO pg_temp.stage SELECT * FROM json_populate_recordset(NULL::pg_temp.stage, $1)`,
      values: [json],
    }),
  ]);
}

function stageWidth(schema: SchemaManifest): number {
  return Math.max(...schema.tables.map((table) => table.columns.length));
}

function stageLine({ index, frame, op, base, pk, values }: Mutation, width: number): string {
  let line = `${String(index)}\t${String(frame)}\t${op}\t${String(base[0])}\t${String(base[1])}\t${escape(pk)}`;
  for (let i = 0; i < width; i++) line += `\t${field(values[i])}`;
  return `${line}\n`;
}

function field(value: WireValue | undefined): string {
  if (value === null || value === undefined) return '\\N';
  return typeof value === 'string' ? escape(value) : String(value);
}

function escape(text: string): string {
  if (!/[\\\n\r\t]/.test(text)) return text;
  return text.replace(/[\\\n\r\t]/g, (character) => escapes[character] as string);
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const casts: Readonly<Record<WireType, string>> = {
  text: '',
  json: '',
  integer: '::bigint',
  real: '::double precision',
  decimal: '::numeric',
  boolean: '::boolean',
  date: '::date',
  timestamp: '::timestamptz',
  blob: '',
};

/** SQL for a staged value in its column's own type; `s` is the staging row. */
export function stagedValue(type: WireType, at: number): string {
  const name = `s.c${String(at)}`;
  return type === 'blob' ? `decode(${name}, 'base64')` : `${name}${casts[type]}`;
}
