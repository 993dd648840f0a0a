import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import { type DeskList, deskListSchema } from '../../shared/api/desks.ts';
import { isErrorCode } from '../../shared/errors/catalogue.ts';
import { isSatchelError, SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { type ServerHistory, serverHistorySchema } from '../../shared/api/keeping.ts';
import { serverErrorSchema } from '../../shared/protocol/auth.ts';
import {
  type AuthorsAnswer,
  authorsAnswerSchema,
  type AuthorsRequest,
} from '../../shared/protocol/authors.ts';
import { type Commit, formatCommit } from '../../shared/protocol/commit.ts';
import {
  type DownloadHeader,
  downloadHeaderSchema,
  syncRefusalSchema,
} from '../../shared/protocol/download.ts';
import { NDJSON } from '../../shared/protocol/frame.ts';
import {
  API_PREFIXES,
  DEVICE_HEADER,
  INCARNATION_HEADER,
  PROTOCOL_HEADER,
} from '../../shared/protocol/headers.ts';
import {
  type DigestAnswer,
  digestAnswerSchema,
  type SyncInfo,
  syncInfoSchema,
} from '../../shared/protocol/sync-info.ts';
import { type BatchAnswer, batchAnswerSchema } from '../../shared/protocol/upload.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { adoptedSchema } from '../../shared/records/manifest-schema.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { Session } from '../account/session.ts';
import type { Clock, HttpResponse, Secrets, Transport } from '../ports.ts';
import { decodeFrame } from './frame.ts';
import { readHeads } from './read-events.ts';

export interface ServerClientOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Read anew for each request: the incarnation may change within a cycle. */
  readonly identity: () => { device: string; incarnation: string };
}

export interface DownloadedPage {
  readonly header: DownloadHeader;
  readonly body: Uint8Array;
  readonly rows: number;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the bytes of each body that crossed the wire. */
  readonly onBytes?: ((direction: 'sent' | 'received', bytes: number) => void) | undefined;
}

interface UploadOptions extends RequestOptions {
  /** The highest commit the desk knows of: a restored server must notice before it writes [SYNC-8]. */
  readonly seen: Commit;
  /** The commit that the server's head has to be, nonce and all; otherwise nothing happens, and `hasMoved` is true of the error. */
  readonly onlyAt?: Commit;
}

const NOT_MODIFIED = 304;
const PRECONDITION_FAILED = 412;
const IDLE_TIMEOUT_MS = 30_000;

/** Whether an upload was refused because the server's head is another commit than the one it was for. */
export function hasMoved(error: unknown): boolean {
  return isSatchelError(error, 'SERVER_ERROR') && error.details.status === PRECONDITION_FAILED;
}

/** One sync server, as seen from a desk: signs requests, renews the token once, and turns answers into data or errors. */
export class ServerClient {
  readonly url: string;
  readonly session: Session;
  readonly #options: ServerClientOptions;
  readonly #loopback: boolean;
  #prefix: string | undefined;

  /** @throws SatchelError TLS_REQUIRED for http to anything but this machine */
  constructor(options: ServerClientOptions) {
    const url = parseUrl(options.url);
    this.url = url.href.replace(/\/$/, '');
    this.#options = options;
    this.#loopback = isLoopback(url.hostname);
    if (url.protocol !== 'https:' && !this.#loopback) {
      throw new SatchelError('TLS_REQUIRED', { what: 'A connection to the server' });
    }
    this.session = new Session({
      secrets: options.secrets,
      clock: options.clock,
      server: this.url,
      post: async (path, body) =>
        this.#json(await this.#send({ method: 'POST', path, json: body })),
    });
  }

  async info(options: RequestOptions & { counts?: boolean } = {}): Promise<SyncInfo> {
    const query = options.counts ? '?counts=1' : '';
    const answer = await this.#database({ method: 'GET', path: `/sync/${query}` }, options);
    return this.#checked(syncInfoSchema, await this.#json(answer));
  }

  /** The tables that the clinic took over from another application; null where it has the shipped ones. */
  async adoptedSchema(options: RequestOptions = {}): Promise<SchemaManifest | null> {
    const answer = await this.#database({ method: 'GET', path: '/schema/' }, options);
    return this.#checked(adoptedSchema, await this.#json(answer)).schema;
  }

  /** @throws SatchelError SCHEMA_IN_USE, TABLE_NOT_SYNCABLE, FORBIDDEN */
  async adoptSchema(schema: SchemaManifest, options: RequestOptions = {}): Promise<void> {
    const answer = await this.#database(
      { method: 'POST', path: '/schema/', json: schema },
      options,
    );
    this.#checked(adoptedSchema, await this.#json(answer));
  }

  async desks(options: RequestOptions = {}): Promise<DeskList> {
    const answer = await this.#database({ method: 'GET', path: '/desks/' }, options);
    return this.#checked(deskListSchema, await this.#json(answer));
  }

  async digest(options: RequestOptions = {}): Promise<DigestAnswer> {
    const answer = await this.#database({ method: 'GET', path: '/digest/' }, options);
    return this.#checked(digestAnswerSchema, await this.#json(answer));
  }

  /**
   * What the server accepted of one record, by its key in key order.
   * @throws SatchelError SERVER_NOT_SATCHEL where it is too old to tell
   */
  async history(
    record: { table: string; key: readonly WireValue[] },
    options: RequestOptions = {},
  ): Promise<ServerHistory> {
    const query = new URLSearchParams({ table: record.table, key: JSON.stringify(record.key) });
    const answer = await this.#database(
      { method: 'GET', path: `/history/?${query.toString()}` },
      options,
    );
    return this.#checked(serverHistorySchema, await this.#json(answer));
  }

  /**
   * A page, or `unchanged` where the server's head still is the commit `unless`, nonce and all.
   * @throws SatchelError SYNC_TORN for a page without a matching trailer
   */
  async download(
    query: URLSearchParams,
    options: RequestOptions & { unless?: string | undefined },
  ): Promise<DownloadedPage | 'unchanged'> {
    const { unless } = options;
    const response = await this.#database(
      {
        method: 'GET',
        path: `/download/?${query.toString()}`,
        accept: NDJSON,
        headers: unless === undefined ? {} : { 'if-none-match': `"${unless}"` },
      },
      options,
    );
    if (response.status === NOT_MODIFIED) {
      await readAll(response);
      return 'unchanged';
    }
    const frame = decodeFrame(await readAll(response));
    options.onBytes?.('received', response.wireBytes());
    const header = this.#checked(downloadHeaderSchema, frame.header);
    return { header, body: frame.body, rows: frame.count };
  }

  async upload(body: Uint8Array, options: UploadOptions): Promise<BatchAnswer> {
    const { onlyAt } = options;
    const compressed = this.#loopback ? undefined : await compress(body);
    options.onBytes?.('sent', (compressed ?? body).length);
    const response = await this.#database(
      {
        method: 'POST',
        path: `/upload/?seen=${formatCommit(options.seen)}`,
        body: compressed ?? body,
        contentType: NDJSON,
        encoding: compressed ? 'gzip' : undefined,
        headers: onlyAt === undefined ? {} : { 'if-match': `"${formatCommit(onlyAt)}"` },
      },
      options,
    );
    const answer = await this.#json(response);
    options.onBytes?.('received', response.wireBytes());
    return this.#checked(batchAnswerSchema, answer);
  }

  async voidBatch(
    batch: { batch: number; hash: string },
    options: RequestOptions,
  ): Promise<BatchAnswer> {
    const answer = await this.#database({ method: 'POST', path: '/void/', json: batch }, options);
    return this.#checked(batchAnswerSchema, await this.#json(answer));
  }

  async authors(rows: AuthorsRequest, options: RequestOptions): Promise<AuthorsAnswer> {
    const answer = await this.#database({ method: 'POST', path: '/authors/', json: rows }, options);
    return this.#checked(authorsAnswerSchema, await this.#json(answer));
  }

  /** A raw request for the SQLite snapshot; the caller reads the stream. */
  async snapshot(headers: Record<string, string>, options: RequestOptions): Promise<HttpResponse> {
    return this.#database(
      {
        method: 'GET',
        path: '/download/',
        accept: 'application/vnd.sqlite3',
        headers: { ...headers, 'accept-encoding': 'identity' },
      },
      options,
    );
  }

  /** The clinic's head, and from then on each new one, until the stream ends or the signal aborts. */
  async *heads(options: RequestOptions): AsyncGenerator<Commit> {
    const request = { method: 'GET', path: '/events/', accept: 'text/event-stream' } as const;
    const response = await this.#database(request, options);
    yield* readHeads(response.body);
  }

  /** What keeps the server from answering; undefined where it answers. No sign-in needed. */
  async fault(): Promise<SatchelError | undefined> {
    try {
      const response = await this.#send({ method: 'GET', path: '/healthz' });
      const data = parseJson(await readAll(response));
      return response.status < 500 ? undefined : refusal(response, data);
    } catch (error) {
      return toSatchelError(error);
    }
  }

  /**
   * True when the server itself answers. What answers in its place (a proxy that refuses, a certificate that is not
   * trusted) is no broken line either: it does not pass by itself, so it is to be seen as the failure of a sync.
   */
  async reachable(): Promise<boolean> {
    const fault = await this.fault();
    return (
      fault === undefined || fault.code === 'SERVER_CERTIFICATE' || fault.code === 'PROXY_REFUSED'
    );
  }

  async changePassword(current: string, next: string): Promise<void> {
    const answer = await this.#authorized(
      { method: 'POST', path: '/api/auth/password', json: { current, next } },
      {},
    );
    // Until an answer is read its connection is kept and its silence watched, an empty one's too.
    await readAll(answer);
  }

  async #database(request: Request, options: RequestOptions): Promise<HttpResponse> {
    if (this.#prefix !== undefined) {
      return this.#authorized({ ...request, path: `${this.#prefix}${request.path}` }, options);
    }
    for (const prefix of API_PREFIXES) {
      try {
        const response = await this.#authorized(
          { ...request, path: `${prefix}${request.path}` },
          options,
        );
        this.#prefix = prefix;
        return response;
      } catch (error) {
        if (!(isSatchelError(error, 'SERVER_ERROR') && error.details.status === 404)) throw error;
      }
    }
    throw new SatchelError('SERVER_NOT_SATCHEL', { server: this.url });
  }

  async #authorized(request: Request, options: RequestOptions): Promise<HttpResponse> {
    const token = await this.session.accessToken();
    const first = await this.#send(request, token, options);
    if (first.status !== 401) return this.#accepted(first);
    await readAll(first);
    const renewed = await this.session.renew(token);
    return this.#accepted(await this.#send(request, renewed.access, options));
  }

  async #send(
    request: Request,
    token?: string,
    options: RequestOptions = {},
  ): Promise<HttpResponse> {
    const { device, incarnation } = this.#options.identity();
    const body = request.json ? Buffer.from(JSON.stringify(request.json)) : request.body;
    const contentType = request.json ? 'application/json' : request.contentType;
    return this.#options.transport.send({
      method: request.method,
      url: `${this.url}${request.path}`,
      headers: {
        accept: request.accept ?? 'application/json',
        'accept-encoding': this.#loopback ? 'identity' : 'zstd, gzip',
        [DEVICE_HEADER]: device,
        [INCARNATION_HEADER]: incarnation,
        [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...(request.encoding === undefined ? {} : { 'content-encoding': request.encoding }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      idleTimeoutMs: IDLE_TIMEOUT_MS,
    });
  }

  async #json(response: HttpResponse): Promise<unknown> {
    const accepted = await this.#accepted(response);
    const bytes = await readAll(accepted);
    if (bytes.length === 0) return {};
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch {
      throw new SatchelError('SERVER_NOT_SATCHEL', { server: this.url });
    }
  }

  async #accepted(response: HttpResponse): Promise<HttpResponse> {
    if (response.status < 300 || response.status === NOT_MODIFIED) return response;
    throw refusal(response, parseJson(await readAll(response)));
  }

  #checked<T>(schema: z.ZodType<T>, data: unknown): T {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new SatchelError('SERVER_NOT_SATCHEL', { server: this.url });
    return parsed.data;
  }
}

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly json?: object;
  readonly body?: Uint8Array;
  readonly contentType?: string;
  readonly encoding?: string | undefined;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP refusal as an error of the catalogue. */
function refusal(response: HttpResponse, data: unknown): SatchelError {
  const retryAfterSeconds = Number(response.headers['retry-after'] ?? 0) || 0;
  const sync = syncRefusalSchema.safeParse(data);
  if (sync.success) {
    const { head, known } = sync.data;
    const code = sync.data.code === 'SYNC_RESNAPSHOT' ? 'SYNC_RESYNC' : sync.data.code;
    return new SatchelError(code, { ...head, known, asked: sync.data.code });
  }
  // A proxy before the server may be the one that refuses, and says so in a page of its own.
  if (response.status === 413) return new SatchelError('BODY_TOO_LARGE', { limit: 'the allowed' });
  const parsed = serverErrorSchema.safeParse(data);
  if (parsed.success && isErrorCode(parsed.data.code) && response.status < 500) {
    return new SatchelError(parsed.data.code, { ...parsed.data.details, retryAfterSeconds });
  }
  return new SatchelError('SERVER_ERROR', {
    status: response.status,
    detail: parsed.success ? parsed.data.message : 'no reason given',
    retryAfterSeconds,
  });
}

async function compress(body: Uint8Array): Promise<Uint8Array | undefined> {
  if (body.length < 1024) return undefined;
  const { gzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(body, { level: 4 }, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

async function readAll(response: HttpResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new SatchelError('USAGE', { detail: `"${text}" is not a server address.` });
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
