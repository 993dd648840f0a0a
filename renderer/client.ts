import { createORPCClient } from '@orpc/client';
import { RPCLink as HttpLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../shared/api/contract.ts';
import { rememberedPlace } from './ui/remembered-place.ts';
import { exactNumbers } from '../shared/api/exact-numbers.ts';

/** The engine's contract, as the window calls it. Every method takes `{ signal }` as its second argument. */
export type SatchelClient = ContractRouterClient<Contract>;

const TOKEN_KEY = 'satchel.token';
const PORT_MESSAGE = 'satchel:port';

/** Over a port where the preload offers one (Electron), otherwise over HTTP to the host that served this page. */
export async function connectClient(): Promise<SatchelClient> {
  return window.satchel ? portClient(await requestPort(window.satchel)) : httpClient(takeToken());
}

/**
 * The token of the address's fragment: kept for this tab only, and taken out of the address bar and the history,
 * so that it is not bookmarked or shared by accident.
 */
export function takeToken(): string | undefined {
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const token = fragment.get('token');
  if (!token) return window.sessionStorage.getItem(TOKEN_KEY) ?? undefined;
  window.sessionStorage.setItem(TOKEN_KEY, token);
  const { pathname, search } = window.location;
  window.history.replaceState(null, '', `${pathname}${search}${rememberedPlace()}`);
  return token;
}

function httpClient(token: string | undefined): SatchelClient {
  const link = new HttpLink({
    url: new URL('/rpc', window.location.href).href,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    customJsonSerializers: exactNumbers,
  });
  return createORPCClient(link);
}

function portClient(port: MessagePort): SatchelClient {
  const link = new PortLink({ port, customJsonSerializers: exactNumbers });
  port.start();
  return createORPCClient(link);
}

function requestPort(satchel: SatchelWindow): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const receive = (event: MessageEvent): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    Promise.resolve(satchel.connect()).catch(reject);
  });
}
