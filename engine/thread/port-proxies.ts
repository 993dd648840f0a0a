import type { MessagePort } from 'node:worker_threads';
import type { Log, ProxyResolver } from '../ports.ts';
import type { ProxyAnswer, ProxyQuestion } from './messages.ts';

/** What the system knows of proxies, asked for over a port: Electron's session is the main thread's alone. */
export function createPortProxies(port: MessagePort): ProxyResolver {
  const waiting = new Map<number, (result: string) => void>();
  let lastId = 0;
  port.on('message', ({ id, result }: ProxyAnswer) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  port.unref();
  return {
    resolve: (url) =>
      new Promise((resolve) => {
        const id = ++lastId;
        waiting.set(id, resolve);
        port.postMessage({ id, url } satisfies ProxyQuestion);
      }),
  };
}

/** The main thread's side. Where the system cannot say, the direct way is tried. */
export function serveProxies(port: MessagePort, proxies: ProxyResolver, log: Log): void {
  const answer = async ({ id, url }: ProxyQuestion): Promise<void> => {
    const result = await proxies.resolve(url).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : 'unknown';
      log.write('warn', 'the system did not say which proxy to use', { reason });
      return 'DIRECT';
    });
    port.postMessage({ id, result } satisfies ProxyAnswer);
  };
  port.on('message', (question: ProxyQuestion) => void answer(question));
  port.unref();
}
