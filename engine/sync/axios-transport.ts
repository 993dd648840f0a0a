import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Axios, AxiosResponse } from 'axios';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say, type SentenceCode } from '../../shared/said/said.ts';
import { plainAdapter, PlainRequest } from '../network/plain-adapter.ts';
import { explainCertificate, isCertificateFault } from '../network/certificate-fault.ts';
import { isConnectionFault, proxyRefusal } from '../network/proxy-fault.ts';
import { direct, type ProxyRoute } from '../network/proxy-routes.ts';
import type { ProxyFinder } from '../network/proxy-finder.ts';
import { RouteAgents } from '../network/route-agents.ts';
import type { TrustedRoots } from '../network/trusted-roots.ts';
import type { Clock, HttpRequest, HttpResponse, Transport } from '../ports.ts';

export interface AxiosTransportOptions {
  /** Which proxies lead to a server; without it, none is used. */
  readonly proxies?: ProxyFinder;
  /** Whom to trust beyond the roots that come with Node. */
  readonly roots?: TrustedRoots;
}

/** The real network: axios over kept-alive connections, bodies as streams, decompressed here. */
export function createAxiosTransport(
  clock: Clock,
  { proxies, roots }: AxiosTransportOptions = {},
): Transport & { close(): void } {
  const agents = new RouteAgents();
  let caFile: string | null = null;
  let client: Axios | undefined;

  /** By one way after the other, as long as no connection comes about; once there is one, the server may have read. */
  async function sendByRoutes(request: HttpRequest, watchdog: IdleWatchdog) {
    const routes = (await proxies?.routes(request.url)) ?? [direct];
    for (const [index, route] of routes.entries()) {
      try {
        return await sendBy(route, request, watchdog);
      } catch (error) {
        proxies?.failed(request.url, route);
        const isLast = index === routes.length - 1;
        if (isLast || watchdog.isOver || !isConnectionFault(error)) {
          throw await explainRoute(error, route, request);
        }
      }
    }
    throw new SatchelError('INTERNAL', { detail: 'no way to the server' });
  }

  async function sendBy(
    route: ProxyRoute,
    { method, url, headers, body }: HttpRequest,
    watchdog: IdleWatchdog,
  ) {
    client ??= await openClient();
    const data = new PlainRequest({
      headers,
      body,
      onSent: (end) => {
        watchdog.watch(end);
      },
    });
    // The agent knows its proxy; no other is looked for.
    return client.request<IncomingMessage>({ ...agents.of(route), method, url, data });
  }

  async function explainRoute(error: unknown, route: ProxyRoute, { url }: HttpRequest) {
    const code = codeOf(error);
    if (isCertificateFault(code)) {
      const fault = { url, code, note: roots?.problem };
      return explainCertificate(fault, agents.of(route).httpsAgent);
    }
    return proxyRefusal(error, route, url) ?? error;
  }

  return {
    async send(request) {
      if (request.url.startsWith('https:')) roots?.use(caFile);
      const watchdog = new IdleWatchdog(request, clock);
      try {
        const response = await sendByRoutes(request, watchdog);
        watchdog.touch();
        return toResponse(response, watchdog);
      } catch (error) {
        watchdog.stop();
        throw watchdog.explain(error);
      }
    },
    configure(network) {
      if (network.caFile === caFile) return;
      caFile = network.caFile;
      // Connections that were made under other roots are not used on.
      agents.destroy();
    },
    close() {
      agents.destroy();
    },
  };
}

/**
 * Loaded with the first request: a desk without a server, and most commands, send none. Without the defaults that axios
 * merges into each request of an instance, which are for bodies and answers that it reads itself.
 */
async function openClient(): Promise<Axios> {
  const { Axios } = await import('axios');
  return new Axios({ adapter: plainAdapter });
}

function toResponse(
  response: AxiosResponse<IncomingMessage>,
  watchdog: IdleWatchdog,
): HttpResponse {
  const raw = response.data;
  // Node has them in small letters, and as text all but cookies, which nobody reads.
  const headers = raw.headers as Readonly<Record<string, string>>;
  const encoding = headers['content-encoding'];
  let wireBytes = 0;
  // Counted where it is read: a listener would start the flow before anybody reads, and lose what comes first.
  async function* read(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of raw as AsyncIterable<Buffer>) {
        wireBytes += chunk.length;
        watchdog.touch();
        yield chunk;
      }
    } catch (error) {
      throw watchdog.explain(error);
    } finally {
      watchdog.stop();
      raw.destroy();
    }
  }
  return {
    status: response.status,
    headers,
    wireBytes: () => wireBytes,
    body:
      encoding === 'zstd' || encoding === 'gzip' ? inflated(read(), encoding, watchdog) : read(),
  };
}

async function* inflated(
  source: AsyncIterable<Buffer>,
  encoding: 'zstd' | 'gzip',
  watchdog: IdleWatchdog,
): AsyncGenerator<Uint8Array> {
  const inflate = encoding === 'zstd' ? createZstdDecompress() : createGunzip();
  try {
    yield* pipeline(Readable.from(source), inflate, () => undefined) as AsyncIterable<Buffer>;
  } catch (error) {
    throw watchdog.explain(error);
  }
}

/** Ends a request that shows no byte for `idleTimeoutMs`, or whose caller gave up. */
class IdleWatchdog {
  readonly #request: HttpRequest;
  readonly #clock: Clock;
  #cancelTimer: (() => void) | undefined;
  #touchedMs = 0;
  #stalled = false;
  #end: ((reason: Error) => void) | undefined;

  constructor(request: HttpRequest, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
    request.signal?.addEventListener('abort', this.#onAbort);
    this.touch();
    this.#lookIn(request.idleTimeoutMs);
  }

  get isOver(): boolean {
    return this.#stalled || (this.#request.signal?.aborted ?? false);
  }

  /** From now on `end` is what ends it. */
  watch(end: (reason: Error) => void): void {
    this.#end = end;
    if (this.isOver) this.#onAbort();
  }

  touch(): void {
    this.#touchedMs = this.#clock.monotonicMs();
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }

  // One timer for as long as bytes come: a new one with each chunk would cost more than the look.
  #lookIn(delayMs: number): void {
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      const idleMs = this.#clock.monotonicMs() - this.#touchedMs;
      if (idleMs < this.#request.idleTimeoutMs) {
        this.#lookIn(this.#request.idleTimeoutMs - idleMs);
        return;
      }
      this.#stalled = true;
      this.#onAbort();
    });
  }

  explain(error: unknown): SatchelError {
    if (error instanceof SatchelError) return error;
    if (this.#stalled) {
      const seconds = Math.round(this.#request.idleTimeoutMs / 1000);
      return new SatchelError('SYNC_STALLED', { seconds }, { cause: error });
    }
    if (this.#request.signal?.aborted)
      return new SatchelError('SYNC_CANCELLED', {}, { cause: error });
    const server = new URL(this.#request.url).origin;
    return new SatchelError(
      'SERVER_UNREACHABLE',
      { server, detail: reason(error) },
      { cause: error },
    );
  }

  readonly #onAbort = (): void => {
    this.#end?.(new Error('the request was given up'));
  };
}

/** What the network said, in a word or two: an error code where there is one. */
function reason(error: unknown): Said | string {
  const code = codeOf(error);
  if (code === undefined) return say('net-broke');
  return isFault(code) ? say(faults[code], { code }) : code;
}

const faults = {
  ECONNREFUSED: 'net-refused',
  ENOTFOUND: 'net-name',
  EAI_AGAIN: 'net-lookup',
  ETIMEDOUT: 'net-silent',
  ECONNRESET: 'net-broken',
  EHOSTUNREACH: 'net-no-way',
  ENETUNREACH: 'net-none',
} as const satisfies Record<string, SentenceCode>;

function isFault(code: string): code is keyof typeof faults {
  return Object.hasOwn(faults, code);
}

/** As axios and Node name it: `ECONNREFUSED`, `ERR_NETWORK`. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
