import type { Clock } from '../ports.ts';
import { direct, isLoopback, type ProxyRoute } from './proxy-routes.ts';

/** The system is asked again after so long; a change of its settings is noticed by then at the latest. */
const KNOWN_FOR_MS = 60_000;

export interface ProxyFinderOptions {
  /** Asks the system; never with a path or a query, which are nobody's business. */
  readonly ask: (origin: string) => Promise<readonly ProxyRoute[]>;
  readonly clock: Clock;
  /** This computer's addresses as a text: another text, and it is in another network. */
  readonly network: () => string;
}

/** Knows the ways to a server for a while, so that a request does not wait for the system's answer each time. */
export class ProxyFinder {
  readonly #options: ProxyFinderOptions;
  readonly #known = new Map<string, { routes: readonly ProxyRoute[]; askedAt: number }>();
  #network: string;

  constructor(options: ProxyFinderOptions) {
    this.#options = options;
    this.#network = options.network();
  }

  /** The ways to an address, best first; never none. Nothing on this computer is behind a proxy. */
  async routes(address: string): Promise<readonly ProxyRoute[]> {
    const url = new URL(address);
    if (isLoopback(url)) return [direct];
    const { ask, clock, network } = this.#options;
    const now = network();
    if (now !== this.#network) this.#known.clear();
    this.#network = now;
    const known = this.#known.get(url.origin);
    if (known && clock.monotonicMs() - known.askedAt < KNOWN_FOR_MS) return known.routes;
    const routes = await ask(url.origin);
    this.#known.set(url.origin, { routes, askedAt: clock.monotonicMs() });
    return routes;
  }

  /** A way that did not work is the last one to be tried until the system is asked again, and at once where it was the only. */
  failed(address: string, route: ProxyRoute): void {
    const { origin } = new URL(address);
    const known = this.#known.get(origin);
    if (!known?.routes.includes(route)) return;
    if (known.routes.length === 1) this.#known.delete(origin);
    else known.routes = [...known.routes.filter((other) => other !== route), route];
  }
}
