import { createHash, randomBytes } from 'node:crypto';
import zlib from 'node:zlib';
import type { Commit } from '../../shared/protocol/commit.ts';
import { formatCommit, ORIGIN } from '../../shared/protocol/commit.ts';
import type { DownloadHeader } from '../../shared/protocol/download.ts';
import { DEVICE_HEADER, INCARNATION_HEADER } from '../../shared/protocol/headers.ts';
import type { BatchAnswer, UploadHeader } from '../../shared/protocol/upload.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';

/** A device reduced to its wire: says exactly what it is told to, right or wrong. */
export class WireClient {
  readonly url: string;
  readonly token: string;
  readonly device: string;
  readonly schema: SchemaManifest;
  incarnation: string;
  batch = 0;

  constructor(options: {
    url: string;
    token: string;
    device?: string;
    incarnation?: string;
    schema?: SchemaManifest;
  }) {
    this.url = options.url;
    this.token = options.token;
    this.device = options.device ?? 'desk-1';
    this.incarnation = options.incarnation ?? randomBytes(8).toString('hex');
    this.schema = options.schema ?? clinicSchema;
  }

  get headers(): Record<string, string> {
    return {
      authorization: `Bearer ${this.token}`,
      [DEVICE_HEADER]: this.device,
      [INCARNATION_HEADER]: this.incarnation,
    };
  }

  /** `[op, table index, base, then values | key, columns, values | key]` with the rest filled in. */
  insert(table: string, values: WireRow, base: [number, number] = [0, 0]): unknown[] {
    return ['i', this.#at(table), mutationId(), base, 0, 1000, null, values];
  }

  update(
    table: string,
    key: WireValue,
    { base, set }: { base: [number, number]; set: Record<string, WireValue> },
  ): unknown[] {
    const columns = Object.keys(set).map((name) =>
      this.schema.tables[this.#at(table)]!.columns.findIndex((column) => column.name === name),
    );
    const values = Object.values(set);
    return ['u', this.#at(table), mutationId(), base, 0, 1000, null, [key], columns, values];
  }

  delete(table: string, key: WireValue, base: [number, number]): unknown[] {
    return ['d', this.#at(table), mutationId(), base, 0, 1000, null, [key]];
  }

  body(mutations: readonly unknown[], header: Partial<UploadHeader> = {}): Buffer {
    const batch = header.batch ?? ++this.batch;
    const full: UploadHeader = {
      kind: 'upload',
      protocol: 1,
      schema: '',
      device: this.device,
      incarnation: this.incarnation,
      batch,
      previous: batch > 1 ? batch - 1 : null,
      tables: this.schema.tables.map(({ name, columns }) => ({
        name,
        columns: columns.map((column) => column.name),
      })),
      actors: ['Ann'],
      ...header,
    };
    return sealed([full, ...mutations].map((line) => JSON.stringify(line)));
  }

  async push(
    mutations: readonly unknown[],
    header: Partial<UploadHeader> = {},
  ): Promise<BatchAnswer> {
    const answer = await this.send(this.body(mutations, header));
    if (answer.status !== 200) throw new RangeError(`upload answered ${await answer.text()}`);
    return (await answer.json()) as BatchAnswer;
  }

  send(body: Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/api/database/upload/`, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/x-ndjson', ...headers },
      body: new Uint8Array(body),
    });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { ...this.headers, ...headers } });
  }

  /** One page, its trailer checked. */
  async page(query: Record<string, string>): Promise<{ header: DownloadHeader; rows: WireRow[] }> {
    const answer = await this.get(
      `/api/database/download/?${new URLSearchParams(query).toString()}`,
    );
    if (answer.status !== 200) throw new RangeError(`download answered ${await answer.text()}`);
    return openSealed(Buffer.from(await answer.arrayBuffer()));
  }

  /** Every page from `since` to the head of the last one. */
  async pull(
    since: Commit = ORIGIN,
    query: Record<string, string> = {},
  ): Promise<{ head: Commit; rows: WireRow[]; pages: number }> {
    const rows: WireRow[] = [];
    for (let pages = 1, after: string | null = null; ; pages++) {
      const page = await this.page({
        since: formatCommit(since),
        ...query,
        ...(after === null ? {} : { after }),
      });
      rows.push(...page.rows);
      if (page.header.next === null) return { head: page.header.head, rows, pages };
      after = page.header.next;
    }
  }

  #at(table: string): number {
    return this.schema.tables.findIndex(({ name }) => name === table);
  }
}

/** Lines with the trailer that vouches for them. */
export function sealed(lines: readonly string[]): Buffer {
  const body = Buffer.from(`${lines.join('\n')}\n`);
  const digest = createHash('sha256').update(body).digest('hex');
  const trailer = JSON.stringify({ kind: 'trailer', count: lines.length - 1, digest });
  return Buffer.concat([body, Buffer.from(`${trailer}\n`)]);
}

function openSealed(body: Buffer): { header: DownloadHeader; rows: WireRow[] } {
  const start = body.lastIndexOf(10, body.length - 2) + 1;
  const trailer = JSON.parse(body.toString('utf8', start)) as { count: number; digest: string };
  const digest = createHash('sha256').update(body.subarray(0, start)).digest('hex');
  const [header = '', ...rows] = body.toString('utf8', 0, start - 1).split('\n');
  if (trailer.digest !== digest || trailer.count !== rows.length) throw new RangeError('torn page');
  return {
    header: JSON.parse(header) as DownloadHeader,
    rows: rows.map((row) => JSON.parse(row) as WireRow),
  };
}

export function mutationId(): string {
  return randomBytes(16).toString('hex');
}

export function zstd(body: Buffer): Buffer {
  return zlib.zstdCompressSync(body);
}

/** What a device would hold after these rows: the last image of each key, deletions gone; keys and values as JSON. */
export function replay(schema: SchemaManifest, rows: readonly WireRow[]): Map<string, string> {
  const held = new Map<string, string>();
  for (const [place, , ...values] of rows) {
    const table =
      schema.tables[(place as number) < 0 ? -1 - (place as number) : (place as number)]!;
    const key = `${table.name} ${JSON.stringify(values[0])}`;
    if ((place as number) < 0) held.delete(key);
    else held.set(key, JSON.stringify(values));
  }
  return held;
}
