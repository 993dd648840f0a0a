import { hash } from 'node:crypto';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { copyOut } from './copy-out.ts';
import type { Client } from './database.ts';
import { execute, type Prepared, prepared } from './prepared.ts';
import { dataTable, literal, wireRow } from './sql-text.ts';

/** Commits this device wrote itself and holds already; rows still at exactly those are left out [SYNC-15]. */
export type OwnRanges = readonly (readonly [from: number, to: number])[];

/** A part of the clinic's rows, live and deleted, that one page holds. */
export type Slice =
  /** Every row whose version is above `since`, up to and including `until`. */
  | { readonly kind: 'versions'; readonly since: number; readonly until: number }
  /** Rows of one version too large for a page: of one table, keys after `after`. */
  | {
      readonly kind: 'within';
      readonly version: number;
      readonly table: number;
      readonly after: string | null;
      readonly limit: number;
    };

interface Reader {
  readonly clinic: number;
  readonly schema: SchemaManifest;
  readonly own: OwnRanges;
}

/** CSV with control characters as quote and delimiter, which JSON never holds: each line is the JSON as it is. */
const RAW = `(FORMAT csv, QUOTE E'\\x01', ESCAPE E'\\x01', DELIMITER E'\\x02')`;

/** The version of the row at this place (from 0) in the order of versions, or null when there are no more rows. */
export async function versionAt(
  client: Client,
  { clinic, schema, own }: Reader,
  { since, until, place }: { since: number; until: number; place: number },
): Promise<number | null> {
  const parts = [...schema.tables.map(dataTable), 'satchel.tombstones'].map(
    (name) =>
      `(SELECT t.sync_version FROM ${name} t WHERE t.clinic_id = $1 AND t.sync_version > $2 AND t.sync_version <= $3
         AND NOT t.sync_version <@ $4::int8multirange ORDER BY t.sync_version LIMIT $5::bigint + 1)`,
  );
  const { rows } = await client.query<{ version: number }>({
    name: statementName('version-at', schema),
    text: `SELECT sync_version AS version FROM (${parts.join(' UNION ALL ')}) v
      ORDER BY sync_version OFFSET $5::bigint LIMIT 1`,
    values: [clinic, since, until, multirange(own), place],
  });
  return rows[0]?.version ?? null;
}

/**
 * SQL for every row above `since` at once, for `toFew`: parents first, deletions last. Where they are more than
 * `rows` or together larger than `bytes`, PostgreSQL finds it out without sending them.
 */
export function fewSql(
  { clinic, schema, own }: Reader,
  { since, rows, bytes }: { since: number; rows: number; bytes: number },
): string {
  return execute(fewStatement(schema), [clinic, since, literal(multirange(own)), rows, bytes]);
}

/** The lines, or undefined where they are too many or too large. */
export function toFew(rows: readonly { line: string | null }[]): string[] | undefined {
  const lines = rows.flatMap(({ line }) => (line === null ? [] : [line]));
  return lines.length === rows.length ? lines : undefined;
}

const fewStatements = new WeakMap<SchemaManifest, Prepared>();

/** What `fewSql` executes. */
export function fewStatement(schema: SchemaManifest): Prepared {
  const known = fewStatements.get(schema);
  if (known) return known;
  const types = 'integer, bigint, int8multirange, bigint, bigint';
  const statement = prepared(types, fewText(schema), { lasting: true });
  fewStatements.set(schema, statement);
  return statement;
}

/**
 * No more rows of a table are rendered than decide whether they are few. The order is what makes PostgreSQL read each
 * table by the index of versions, whatever it believes of the table's size.
 */
function fewText(schema: SchemaManifest): string {
  const which = `t.clinic_id = $1 AND t.sync_version > $2 AND NOT t.sync_version <@ $3
    ORDER BY t.sync_version LIMIT $4 + 1`;
  const parts = schema.tables.map(
    (table, at) =>
      `(SELECT ${String(at)} AS place, t.sync_version AS version, ${presentLine(table, at)} AS line
        FROM ${dataTable(table)} t WHERE ${which})`,
  );
  parts.push(
    `(SELECT ${String(schema.tables.length)}, t.sync_version, ${deletedLine(schema)}
      FROM satchel.tombstones t WHERE ${which})`,
  );
  return `SELECT CASE WHEN count(*) OVER () <= $4 AND sum(length(line)) OVER () <= $5 THEN line END AS line
    FROM (SELECT * FROM (${parts.join(' UNION ALL ')}) changed LIMIT $4 + 1) page ORDER BY place, version`;
}

/**
 * The slice's rows as lines of JSON, table after table as PostgreSQL renders them. Each chunk ends with a line.
 */
export async function* readSlice(
  client: Client,
  { clinic, schema, own }: Reader,
  slice: Slice,
): AsyncGenerator<{ chunk: Buffer; table: number }> {
  const tables = schema.tables.length;
  const [from, to] = slice.kind === 'within' ? [slice.table, slice.table] : [0, tables];
  for (let at = from; at <= to; at++) {
    const table = schema.tables[at];
    const source = table ? dataTable(table) : 'satchel.tombstones';
    const line = table ? presentLine(table, at) : deletedLine(schema);
    const text = `COPY (SELECT ${line} FROM ${source} t WHERE t.clinic_id = ${String(clinic)} AND ${bounds(schema, slice)}
      AND NOT t.sync_version <@ ${literal(multirange(own))}::int8multirange ${order(schema, slice)}) TO STDOUT ${RAW}`;
    for await (const chunk of wholeLines(copyOut(client, text))) yield { chunk, table: at };
  }
}

function bounds(schema: SchemaManifest, slice: Slice): string {
  if (slice.kind === 'versions') {
    return `t.sync_version > ${String(slice.since)} AND t.sync_version <= ${String(slice.until)}`;
  }
  const here = `t.sync_version = ${String(slice.version)}`;
  if (slice.after === null) return here;
  return `${here} AND ${keyOrder(schema, slice.table)} > ${keyLiteral(slice.after)}`;
}

function order(schema: SchemaManifest, slice: Slice): string {
  if (slice.kind === 'versions') return '';
  return `ORDER BY ${keyOrder(schema, slice.table)} LIMIT ${String(slice.limit)}`;
}

/** What rows of one version are ordered by: the index of (version, key) serves it. */
function keyOrder(schema: SchemaManifest, at: number): string {
  const table = schema.tables[at];
  if (!table) return '(t.tbl, t.pk)';
  return `(${table.primaryKey.map((name) => `t."${name.replaceAll('"', '""')}"`).join(', ')})`;
}

/** The key where the page before ended: a row's own for a table, [table, key] for tombstones. */
function keyLiteral(after: string): string {
  const parts = JSON.parse(after) as (string | number | boolean)[];
  return `(${parts.map((part) => escapeText(String(part))).join(', ')})`;
}

function escapeText(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function presentLine(table: TableManifest, at: number): string {
  return `'[${String(at)},' || t.sync_version || ',' || ${wireRow(table, 't')} || ']'`;
}

/** Tombstones keep the key as JSON, so its brackets are opened to put table and version before it. */
function deletedLine(schema: SchemaManifest): string {
  const places = schema.tables.map(
    ({ name }, at) => `WHEN ${literal(name)} THEN ${String(-1 - at)}`,
  );
  return `'[' || CASE t.tbl ${places.join(' ')} END || ',' || t.sync_version || ',' || substr(t.pk, 2)`;
}

function multirange(own: OwnRanges): string {
  return `{${own.map(([from, to]) => `[${String(from)},${String(to)}]`).join(',')}}`;
}

/** Statements differ by schema, and a connection keeps one text a name. */
function statementName(name: string, schema: SchemaManifest): string {
  return `${name}-${hash('md5', schema.tables.map((table) => table.name).join()).slice(0, 8)}`;
}

const NEWLINE = 10;

async function* wholeLines(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of stream) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      rest.push(chunk);
      continue;
    }
    const whole = chunk.subarray(0, end);
    yield rest.length === 0 ? whole : Buffer.concat([...rest, whole]);
    rest = end < chunk.length ? [chunk.subarray(end)] : [];
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** The key of the last line of a slice, as the next slice's `after`. */
export function lastKey(schema: SchemaManifest, table: number, line: string): string {
  const row = JSON.parse(line) as unknown[];
  const manifest = schema.tables[table];
  if (!manifest) {
    const name = schema.tables[-1 - (row[0] as number)]?.name ?? '';
    return JSON.stringify([name, JSON.stringify(row.slice(2))]);
  }
  return JSON.stringify(
    manifest.primaryKey.map(
      (name) => row[2 + manifest.columns.findIndex((column) => column.name === name)],
    ),
  );
}
