import { pino } from 'pino';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { startServer } from '../start-server.ts';

export interface ServeOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly behindProxy?: boolean;
}

/** Serves until SIGINT or SIGTERM, then closes cleanly, PostgreSQL last. */
export async function serve(
  options: ServeOptions,
  answer: (document: unknown, text: () => string) => void,
): Promise<void> {
  const { data, host, port, tlsCert, tlsKey, behindProxy } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new SatchelError('USAGE', { detail: '--tls-cert and --tls-key go together.' });
  }
  // Logs go to stderr: stdout holds the one answer.
  const log = pino({ base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
  const server = await startServer({
    dataDir: data,
    databaseUrl: process.env['DATABASE_URL'],
    host,
    port,
    log,
    behindProxy,
    tls:
      tlsCert === undefined || tlsKey === undefined
        ? undefined
        : { certFile: tlsCert, keyFile: tlsKey },
  });
  answer(
    { url: server.url, data },
    () => `Serving ${server.url}\nData in ${data}\nStop with Ctrl-C.`,
  );
  await stopSignal();
  await server.close();
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}
