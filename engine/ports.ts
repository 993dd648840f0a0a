import type { Config } from '../shared/config/config.ts';

/** What the engine needs of its surroundings. Hosts pass real ones; the simulation passes virtual ones. */

export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Milliseconds that never jump, for durations and timeouts. */
  monotonicMs(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export interface Random {
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A number in [0, 1). */
  fraction(): number;
}

/** A small secret store: tokens and keys, never records. */
export interface Secrets {
  readonly kind: 'file' | 'keychain' | 'memory';
  /** Which keychain, in the system's words, such as `kwallet6`; where it is known. */
  readonly backend?: string | undefined;
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string | undefined): Promise<void>;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log lines. Fields are counts, names and codes; never row values, never secrets. */
export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
  /** No byte for this long ends the request with `SYNC_STALLED`. */
  readonly idleTimeoutMs: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it arrives, decompressed; iterating may throw `SERVER_UNREACHABLE`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes that crossed the wire so far. */
  wireBytes(): number;
}

/** Sends one request. @throws SatchelError SERVER_UNREACHABLE when no answer came, SERVER_CERTIFICATE, PROXY_REFUSED */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Told the settings of the network at the start and whenever they change. */
  configure?(network: Config['network']): void;
}

/** Knows the system's proxies; where only the main thread can ask, the engine asks it over a port. */
export interface ProxyResolver {
  /** The ways to a URL in the words of a PAC file, such as `PROXY proxy:3128; DIRECT`. */
  resolve(url: string): Promise<string>;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly transport: Transport;
}
