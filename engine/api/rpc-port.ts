import type { ClientContext } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { AnyRouter, Context } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import type { EngineLink } from './contract-link.ts';

/** Answers on `port` until it closes. */
export function serveOnPort(router: AnyRouter, port: SupportedMessagePort, context: Context): void {
  new RPCHandler<Context>(router, { customJsonSerializers: exactNumbers }).upgrade(port, {
    context,
  });
  startPort(port);
}

export function linkOverPort(port: SupportedMessagePort): EngineLink {
  const link = new RPCLink<ClientContext>({ port, customJsonSerializers: exactNumbers });
  startPort(port);
  return link;
}

/** Ports listened to by `addEventListener`, and Electron's, deliver nothing until started. */
function startPort(port: SupportedMessagePort): void {
  (port as { start?: () => void }).start?.();
}
