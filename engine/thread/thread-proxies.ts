import { ProxyFinder } from '../network/proxy-finder.ts';
import { direct, routesOfEnvironment, routesOfPac } from '../network/proxy-routes.ts';
import { thisNetwork } from '../network/this-network.ts';
import type { ThreadData } from './messages.ts';
import { createPortProxies } from './port-proxies.ts';
import { systemClock } from './system-ports.ts';

/** A proxy that the environment names is meant for this program; otherwise the system's count, where the host can ask. */
export function proxiesOf({ environment, proxies }: ThreadData): ProxyFinder {
  const system = proxies && createPortProxies(proxies);
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
