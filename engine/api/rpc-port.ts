import type { ClientContext } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { AnyRouter, Context } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { CALLER_HEADER } from './caller.ts';
import type { EngineLink } from './contract-link.ts';

/** Answers on `port` until it closes. Who calls is what the gateway on its other side says; a gateway's own callers cannot. */
export function serveOnPort(router: AnyRouter, port: SupportedMessagePort, context: Context): void {
  const handler = new RPCHandler<Context>(router, {
    customJsonSerializers: exactNumbers,
    rootInterceptors: [
      (options) => {
        const caller = options.request.headers[CALLER_HEADER];
        return options.next({
          ...options,
          context: { ...options.context, caller: caller === 'window' ? 'window' : 'other' },
        });
      },
    ],
  });
  handler.upgrade(port, { context });
  startPort(port);
}

export function linkOverPort(port: SupportedMessagePort): EngineLink {
  const link = new RPCLink<ClientContext>({
    port,
    customJsonSerializers: exactNumbers,
    headers: ({ context }) => ({ [CALLER_HEADER]: String(context['caller'] ?? 'other') }),
  });
  startPort(port);
  return link;
}

/** Ports listened to by `addEventListener`, and Electron's, deliver nothing until started. */
function startPort(port: SupportedMessagePort): void {
  (port as { start?: () => void }).start?.();
}
