import { ProxyFinder } from '../network/proxy-finder.ts';
import { direct, routesOfEnvironment, routesOfPac } from '../network/proxy-routes.ts';
import { thisNetwork } from '../network/this-network.ts';
import type { ProxyResolver } from '../ports.ts';
import type { ThreadData } from './messages.ts';
import { createPortProxies } from './port-proxies.ts';
import { systemClock } from './system-ports.ts';

/** What a thread knows of proxies: the system's, where the host can ask, come over a port. */
export function proxiesOf({
  environment,
  proxies,
}: Pick<ThreadData, 'environment' | 'proxies'>): ProxyFinder {
  return createProxyFinder(environment, proxies && createPortProxies(proxies));
}

/** A proxy that the environment names is meant for this program; otherwise the system's count. */
export function createProxyFinder(
  environment: Readonly<Record<string, string | undefined>>,
  system: ProxyResolver | undefined,
): ProxyFinder {
  return new ProxyFinder({
    clock: systemClock,
    network: thisNetwork,
    ask: async (origin) => {
      const named = routesOfEnvironment(environment, new URL(origin));
      if (named) return named;
      return system ? routesOfPac(await system.resolve(origin)) : [direct];
    },
  });
}
