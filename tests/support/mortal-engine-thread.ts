import { join } from 'node:path';
import { engineRouter } from '../../engine/api/router.ts';
import { createEngine } from '../../engine/engine.ts';
import { createAxiosTransport } from '../../engine/sync/axios-transport.ts';
import { createFileSecrets } from '../../engine/thread/file-secrets.ts';
import { serveThread } from '../../engine/thread/serve-thread.ts';
import { systemClock, systemRandom } from '../../engine/thread/system-ports.ts';

/** The real engine in a thread that a test can end in mid-work: reading owner `die` ends it, `throw` crashes it. */
await serveThread(async ({ home, environment }, log) => {
  const engine = await createEngine({
    home,
    environment,
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: createFileSecrets(join(home, 'secrets.json')),
      log,
      transport: createAxiosTransport(systemClock),
    },
  });
  const { services } = engine;
  const get = (table: string, key: string) => {
    if (key === 'die') process.exit(3);
    if (key === 'throw') {
      setImmediate(() => {
        throw new Error('a bug outside of every promise');
      });
    }
    return services.records.get(table, key);
  };
  return {
    router: engineRouter,
    context: {
      services: { ...services, records: { ...services.records, get } },
      now: () => systemClock.now(),
    },
    close: () => engine.close(),
  };
});
