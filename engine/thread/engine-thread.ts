import { join } from 'node:path';
import { engineRouter } from '../api/router.ts';
import { createEngine } from '../engine.ts';
import { createAxiosTransport } from '../sync/axios-transport.ts';
import { createFileSecrets } from './file-secrets.ts';
import { createPortSecrets } from './port-secrets.ts';
import { serveThread } from './serve-thread.ts';
import { systemClock, systemRandom } from './system-ports.ts';

/** The engine thread: owns the write connection and the sync worker of one home. */
await serveThread(async ({ home, environment, autoSync, safeMode, secrets }, log) => {
  const transport = createAxiosTransport(systemClock);
  const engine = await createEngine({
    home,
    environment,
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: secrets
        ? createPortSecrets(secrets.port, secrets.kind)
        : createFileSecrets(join(home, 'secrets.json')),
      log,
      transport,
    },
  });
  if (autoSync) engine.start({ safeMode });
  return {
    router: engineRouter,
    context: { services: engine.services, now: () => systemClock.now() },
    close: async () => {
      await engine.close();
      transport.close();
    },
  };
});
