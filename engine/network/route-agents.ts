import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { ProxyRoute } from './proxy-routes.ts';

export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Kept-alive connections, apart for each way: a connection through one proxy is never handed to a request by another. */
export class RouteAgents {
  readonly #agents = new Map<string, Agents>();

  of(route: ProxyRoute): Agents {
    const key = route.kind === 'direct' ? '' : route.address;
    const known = this.#agents.get(key);
    if (known) return known;
    const made = make(route);
    this.#agents.set(key, made);
    return made;
  }

  /** Ends every connection; those that are asked for later are new ones. */
  destroy(): void {
    for (const { httpAgent, httpsAgent } of this.#agents.values()) {
      httpAgent.destroy();
      httpsAgent.destroy();
    }
    this.#agents.clear();
  }
}

function make(route: ProxyRoute): Agents {
  const keepAlive = true;
  if (route.kind === 'socks') {
    const agent = new SocksProxyAgent(route.address, { keepAlive });
    // It serves both: whether the far end speaks TLS it sees at each request.
    return { httpAgent: agent, httpsAgent: agent };
  }
  // Named here, the proxy is the agent's own; nothing is left to the process's variables.
  const proxyEnv =
    route.kind === 'direct' ? undefined : { HTTP_PROXY: route.address, HTTPS_PROXY: route.address };
  return {
    httpAgent: new HttpAgent({ keepAlive, proxyEnv }),
    httpsAgent: new HttpsAgent({ keepAlive, proxyEnv }),
  };
}
