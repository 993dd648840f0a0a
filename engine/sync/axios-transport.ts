import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say, type SentenceCode } from '../../shared/said/said.ts';
import { plainAdapter } from '../network/plain-adapter.ts';
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
  let client: Promise<AxiosInstance> | undefined;

  /** By one way after the other, as long as no connection comes about; once there is one, the server may have read. */
  async function sendByRoutes(request: HttpRequest, watchdog: IdleWatchdog) {
    const routes = (await proxies?.routes(request.url)) ?? [direct];
    for (const [index, route] of routes.entries()) {
      try {
        return await sendBy(route, request, watchdog.signal);
      } catch (error) {
        proxies?.failed(request.url, route);
        const isLast = index === routes.length - 1;
        if (isLast || watchdog.signal.aborted || !isConnectionFault(error)) {
          throw await explainRoute(error, route, request);
        }
      }
    }
    throw new SatchelError('INTERNAL', { detail: 'no way to the server' });
  }

  async function sendBy(route: ProxyRoute, request: HttpRequest, signal: AbortSignal) {
    client ??= openClient();
    return (await client).request<Readable>({
      // The agent knows its proxy; no other is looked for.
      ...agents.of(route),
      method: request.method,
      url: request.url,
      headers: { ...request.headers },
      data: request.body === undefined ? undefined : Buffer.from(request.body),
      signal,
    });
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

/** Loaded with the first request: a desk without a server, and most commands, send none. */
async function openClient(): Promise<AxiosInstance> {
  const { default: axios } = await import('axios');
  return axios.create({
    adapter: plainAdapter,
    responseType: 'stream',
    validateStatus: () => true,
    transformRequest: [(data: unknown) => data],
  });
}

function toResponse(response: AxiosResponse<Readable>, watchdog: IdleWatchdog): HttpResponse {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  let wireBytes = 0;
  const raw = response.data;
  // Counted where it is read: a listener would start the flow before anybody reads, and lose what comes first.
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of raw as AsyncIterable<Buffer>) {
      wireBytes += chunk.length;
      watchdog.touch();
      yield chunk;
    }
  }
  return {
    status: response.status,
    headers,
    wireBytes: () => wireBytes,
    body: {
      async *[Symbol.asyncIterator]() {
        try {
          yield* decompress(counted(), headers['content-encoding']);
        } catch (error) {
          throw watchdog.explain(error);
        } finally {
          watchdog.stop();
          raw.destroy();
        }
      },
    },
  };
}

function decompress(
  source: AsyncIterable<Buffer>,
  encoding: string | undefined,
): AsyncIterable<Uint8Array> {
  if (encoding !== 'zstd' && encoding !== 'gzip') return source;
  const inflate = encoding === 'zstd' ? createZstdDecompress() : createGunzip();
  return pipeline(Readable.from(source), inflate, () => undefined) as AsyncIterable<Buffer>;
}

/** Ends a request that shows no byte for `idleTimeoutMs`, or whose caller gave up. */
class IdleWatchdog {
  readonly #request: HttpRequest;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  #cancelTimer: (() => void) | undefined;
  #stalled = false;

  constructor(request: HttpRequest, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
    request.signal?.addEventListener('abort', this.#onAbort);
    if (request.signal?.aborted) this.#controller.abort();
    this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(this.#request.idleTimeoutMs, () => {
      this.#stalled = true;
      this.#controller.abort();
    });
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
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
    this.#controller.abort();
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
