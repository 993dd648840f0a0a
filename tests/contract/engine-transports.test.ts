import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, describe } from 'vitest';
import { connectRunning, type EngineClient } from '../../engine/index.ts';
import { type Host, startHost, type StartHostOptions } from '../../host/start-host.ts';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { doubleCases, engineCases } from './engine-cases.ts';

const entry = new URL('../support/fake-engine-thread.ts', import.meta.url);

interface Opened {
  readonly client: EngineClient;
  close(): void;
}

const transports: Record<string, (host: Host, home: string) => Promise<Opened>> = {
  'the worker port': (host) =>
    Promise.resolve({ client: host.engine.client, close: () => undefined }),

  'a MessagePort, as in Electron': (host) => {
    const { port1, port2 } = new MessageChannel();
    host.engine.connect(port1);
    const link = new PortLink({ port: port2, customJsonSerializers: exactNumbers });
    port2.start();
    return Promise.resolve({
      client: createORPCClient<EngineClient>(link),
      close: () => {
        port2.close();
      },
    });
  },

  'local HTTP': (host) => {
    const link = new FetchLink({
      url: `http://127.0.0.1:${host.port}/rpc`,
      headers: { authorization: `Bearer ${host.token}` },
      customJsonSerializers: exactNumbers,
    });
    return Promise.resolve({
      client: createORPCClient<EngineClient>(link),
      close: () => undefined,
    });
  },

  "the command line's socket": async (_host, home) => {
    const running = await connectRunning(home);
    if (!running) throw new Error('nobody answers on the socket');
    return { client: running.client, close: () => undefined };
  },
};

const each = Object.entries(transports);

describe.each(each)('the contract over %s, answered by the double', (_name, open) => {
  const log = createMemoryLog();
  const entries = { engine: entry, reader: entry };
  const subject = serving(open, { log, entries, reader: false });
  engineCases(subject);
  doubleCases(() => ({ ...subject(), lines: log.lines }));
});

describe.each(each)(
  'the contract over %s, answered by the engine and its reader',
  (_name, open) => {
    engineCases(serving(open, { log: createMemoryLog(), autoSync: false }));
  },
);

function serving(
  open: (host: Host, home: string) => Promise<Opened>,
  options: Pick<StartHostOptions, 'log' | 'entries' | 'reader' | 'autoSync'>,
): () => Opened {
  let home: string;
  let host: Host;
  let opened: Opened;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'satchel-contract-'));
    host = await startHost({ home, uiDir: home, environment: {}, ...options });
    opened = await open(host, home);
  });
  afterAll(async () => {
    opened.close();
    await host.close();
    await rm(home, { recursive: true });
  });
  return () => opened;
}
