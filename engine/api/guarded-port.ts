import type { SupportedMessagePort } from '@orpc/client/message-port';
import { z } from 'zod';

/** Longer than any call a window makes: a value may have ten megabytes. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
const ABORT = 4;

const id = z.union([z.string().max(64), z.int()]);
/** No verb takes a form, a file or a stream, which a content type would announce. */
const headers = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .refine((all) => !Object.keys(all).some((name) => name.toLowerCase() === 'content-type'));
const requestSchema = z.object({
  i: id,
  t: z.literal(1).optional(),
  p: z.object({
    u: z.string().regex(/^\/\w[\w/]*$/),
    m: z.enum(['GET', 'POST']).optional(),
    h: headers.optional(),
    b: z.unknown(),
  }),
});
const abortSchema = z.object({ i: id, t: z.literal(ABORT) });

/**
 * A port that lets through only what a client of the contract sends; anything else is dropped and told to `onDropped`.
 * For a page that may have gone wrong: what the peer cannot read would be an unhandled rejection in the process.
 */
export function guardPort(port: SupportedMessagePort, onDropped: () => void): SupportedMessagePort {
  return {
    postMessage: (message: unknown) => {
      (port as { postMessage(message: unknown): void }).postMessage(message);
    },
    start: () => {
      (port as { start?: () => void }).start?.();
    },
    onMessage: {
      addListener: (listener: (data: unknown) => void) => {
        listen(port, 'message', (data) => {
          if (isCall(data)) listener(data);
          else onDropped();
        });
      },
    },
    onDisconnect: {
      addListener: (listener: () => void) => {
        listen(port, 'close', listener);
      },
    },
  } as SupportedMessagePort;
}

function isCall(data: unknown): boolean {
  if (typeof data !== 'string' || data.length > MAX_CHARACTERS) return false;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return false;
  }
  return requestSchema.safeParse(message).success || abortSchema.safeParse(message).success;
}

/** Node's and the browser's ports are event targets; Electron's is an emitter whose events carry `data`. */
function listen(
  port: SupportedMessagePort,
  event: 'message' | 'close',
  listener: (data: unknown) => void,
): void {
  if ('addEventListener' in port) {
    (port as unknown as EventTarget).addEventListener(event, (given: Event) => {
      listener((given as Event & { data?: unknown }).data);
    });
  } else if ('on' in port) {
    (port as { on(name: string, hear: (given?: { data?: unknown }) => void): void }).on(
      event,
      (given) => {
        listener(given?.data);
      },
    );
  } else {
    throw new TypeError('neither an event target nor an emitter');
  }
}
