import type { HttpRequest, HttpResponse, Transport } from '../../engine/ports.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Chance } from './chance.ts';
import type { EventLog } from './event-log.ts';
import type { ModelServer } from './model-server.ts';
import type { WireResponse } from './wire-frame.ts';
import type { WorldClock } from './world-clock.ts';

/** What may happen to one request. */
export const NETWORK_FAULTS = [
  'dropped request',
  'dropped response',
  'duplicated request',
  'torn response',
  'torn request',
  'late request',
  'stalled response',
  'overloaded server',
] as const;
/** Only what carries records can be too large for the way to the server: it waits for such a request. */
export const TOO_LARGE = 'refused as too large';
export type NetworkFault = (typeof NETWORK_FAULTS)[number] | typeof TOO_LARGE;

export interface NetworkOptions {
  readonly clock: WorldClock;
  readonly chance: Chance;
  readonly server: ModelServer;
  readonly log: EventLog;
  /** Counts a fault that took effect. */
  readonly injected: (fault: string) => void;
}

/** The line between the desks and the model server: takes time, loses, repeats, delays and tears what it carries. */
export class VirtualNetwork {
  readonly #options: NetworkOptions;
  serverUp = true;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  line(name: string, alive: () => boolean): DeskLine {
    return new DeskLine(this.#options, this, { name, alive });
  }
}

export class DeskLine implements Transport {
  readonly #armed: NetworkFault[] = [];
  readonly #pending = new Set<() => void>();
  readonly #options: NetworkOptions;
  readonly #network: VirtualNetwork;
  readonly #desk: { name: string; alive: () => boolean };
  cut = false;

  constructor(
    options: NetworkOptions,
    network: VirtualNetwork,
    desk: { name: string; alive: () => boolean },
  ) {
    this.#options = options;
    this.#network = network;
    this.#desk = desk;
  }

  /** The next request, or one soon after, meets this. */
  arm(fault: NetworkFault): void {
    this.#armed.push(fault);
  }

  calm(): void {
    this.#armed.length = 0;
    this.cut = false;
  }

  /** The desk is gone: whatever it waited for ends, so that what is left of it can be cleared away. */
  hangUp(): void {
    for (const end of this.#pending) end();
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const { signal } = request;
      const refuse = (error: SatchelError): void => {
        this.#pending.delete(onAbort);
        signal?.removeEventListener('abort', onAbort);
        reject(error);
      };
      const onAbort = (): void => {
        reject(new SatchelError('SYNC_CANCELLED'));
      };
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted) return onAbort();
      this.#pending.add(onAbort);
      // A desk that was switched off hears nothing any more.
      if (!this.#desk.alive()) return onAbort();
      this.#carry(request, {
        answer: (response) => {
          this.#pending.delete(onAbort);
          signal?.removeEventListener('abort', onAbort);
          resolve(response);
        },
        fail: (code) => {
          refuse(
            code === 'SYNC_STALLED'
              ? new SatchelError('SYNC_STALLED', { seconds: 30 })
              : new SatchelError('SERVER_UNREACHABLE', { server: 'model', detail: 'the line' }),
          );
        },
      });
      return undefined;
    });
  }

  #carry(request: HttpRequest, desk: Waiting): void {
    const { clock, chance, log, injected } = this.#options;
    const isDue = this.#armed.length > 0 && chance.fraction() < 0.7;
    const isSmall = this.#armed[0] === TOO_LARGE && !request.url.includes('/upload/');
    const fault = isDue && !isSmall ? this.#armed.shift() : undefined;
    const there = 5 + chance.below(120);
    const back = 5 + chance.below(120);
    const path = new URL(request.url).pathname;
    if (fault) {
      injected(fault);
      log.write(this.#desk.name, `fault ${fault} ${path}`);
    }
    const late = 20_000 + chance.below(45_000);
    const torn = chance.fraction();
    const lose = () =>
      clock.after(there + back, () => {
        desk.fail('SERVER_UNREACHABLE');
      });
    const reply = (response: WireResponse | undefined): void => {
      if (!response || this.cut) desk.fail('SERVER_UNREACHABLE');
      else desk.answer(toResponse(response, fault === 'torn response' ? torn : undefined));
    };
    switch (fault) {
      case 'dropped request':
        lose();
        return;
      case 'torn request': {
        const part = request.body?.subarray(0, Math.floor((request.body.length - 1) * torn));
        clock.after(there, () => this.#arrive({ ...request, ...(part && { body: part }) }, path));
        lose();
        return;
      }
      case 'dropped response':
        clock.after(there, () => this.#arrive(request, path));
        lose();
        return;
      case 'late request':
        clock.after(late, () => this.#arrive(request, path));
        lose();
        return;
      case 'stalled response':
        clock.after(there, () => this.#arrive(request, path));
        clock.after(request.idleTimeoutMs, () => {
          desk.fail('SYNC_STALLED');
        });
        return;
      case 'overloaded server':
      case TOO_LARGE:
        clock.after(there + back, () => {
          reply({ status: fault === TOO_LARGE ? 413 : 503, body: Buffer.from('{}') });
        });
        return;
      case 'duplicated request':
        clock.after(there + late, () => this.#arrive(request, path));
        break;
      default:
    }
    clock.after(there, () => {
      const response = this.#arrive(request, path);
      clock.after(back, () => {
        reply(response);
      });
    });
  }

  /** Undefined where the server is down. */
  #arrive(request: HttpRequest, path: string): WireResponse | undefined {
    const { server, log } = this.#options;
    if (!this.#network.serverUp || this.cut) return undefined;
    const response = server.handle(request);
    log.write(this.#desk.name, `${request.method} ${path} ${String(response.status)}`);
    return response;
  }
}

const NEWLINE = 10;

interface Waiting {
  readonly answer: (response: HttpResponse) => void;
  readonly fail: (code: 'SERVER_UNREACHABLE' | 'SYNC_STALLED') => void;
}

/** HTTP notices an answer that ends early; half of the framed ones end without a word all the same. */
function endsInSilence(body: Uint8Array): boolean {
  return body.at(-1) === NEWLINE && body.length % 2 === 0;
}

/** What ends in silence ends with a whole row, if there are any: it looks as if it were all. */
function tornAt(body: Uint8Array, torn: number): number {
  const rows = body.indexOf(NEWLINE) + 1;
  const trailer = body.lastIndexOf(NEWLINE, body.length - 2) + 1;
  if (!endsInSilence(body) || trailer <= rows) return Math.floor(body.length * torn);
  return body.indexOf(NEWLINE, rows + Math.floor((trailer - rows) * torn)) + 1;
}

function toResponse({ status, body }: WireResponse, torn: number | undefined): HttpResponse {
  const whole = torn === undefined ? body : body.subarray(0, tornAt(body, torn));
  return {
    status,
    headers: {},
    wireBytes: () => whole.length,
    body: {
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(whole);
        if (torn !== undefined && !endsInSilence(body)) {
          throw new SatchelError('SERVER_UNREACHABLE', { server: 'model', detail: 'broke off' });
        }
      },
    },
  };
}
