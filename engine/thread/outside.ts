import { explainCertificate, isCertificateFault } from '../network/certificate-fault.ts';
import { isConnectionFault, proxyRefusal } from '../network/proxy-fault.ts';
import type { ProxyFinder } from '../network/proxy-finder.ts';
import type { ProxyRoute } from '../network/proxy-routes.ts';
import { type Agents, RouteAgents } from '../network/route-agents.ts';
import { TrustedRoots } from '../network/trusted-roots.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Log, ProxyResolver } from '../ports.ts';
import { createProxyFinder } from './thread-proxies.ts';

export interface OutsideOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly proxies: ProxyResolver;
  readonly log: Log;
}

/**
 * The engine's rules of the way to a server [NET-1] [NET-2] [NET-3] for what a host fetches by itself: the same proxies in the
 * same order, the same authorities, the same words for what is refused. `trust` counts for the whole thread it runs in.
 */
export class Outside {
  readonly #finder: ProxyFinder;
  readonly #roots: TrustedRoots;
  readonly #agents = new RouteAgents();

  constructor({ environment, proxies, log }: OutsideOptions) {
    this.#finder = createProxyFinder(environment, proxies);
    this.#roots = new TrustedRoots(log);
  }

  /** `network.caFile` as it is set at the moment. */
  trust(caFile: string | null): void {
    if (this.#roots.use(caFile)) this.#agents.destroy();
  }

  /**
   * Runs `send` by one way after the other, as long as no connection comes about.
   * @throws SatchelError PROXY_REFUSED, SERVER_CERTIFICATE, SERVER_UNREACHABLE; what `send` throws once it was connected
   */
  async byEveryWay<T>(url: string, send: (agents: Agents) => Promise<T>): Promise<T> {
    const routes = await this.#finder.routes(url);
    for (const [index, route] of routes.entries()) {
      try {
        return await send(this.#agents.of(route));
      } catch (error) {
        // Of a request within this one, which has had its own ways.
        if (isSatchelError(error)) throw error;
        const isLost = isConnectionFault(error);
        if (isLost) this.#finder.failed(url, route);
        if (!isLost || index === routes.length - 1) throw await this.#explain(error, route, url);
      }
    }
    throw new SatchelError('INTERNAL', { detail: 'no way to the server' });
  }

  close(): void {
    this.#agents.destroy();
  }

  async #explain(error: unknown, route: ProxyRoute, url: string): Promise<unknown> {
    const { code } = error as { code?: string };
    if (isCertificateFault(code)) {
      const fault = { url, code, note: this.#roots.problem };
      return explainCertificate(fault, this.#agents.of(route).httpsAgent);
    }
    const refusal = proxyRefusal(error, route, url);
    if (refusal) return refusal;
    if (!isConnectionFault(error)) return error;
    const detail = error instanceof Error ? error.message : 'the connection broke';
    return new SatchelError('SERVER_UNREACHABLE', { server: url, detail }, { cause: error });
  }
}
