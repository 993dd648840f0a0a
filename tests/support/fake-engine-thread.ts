import { engineRouter } from '../../engine/api/router.ts';
import { createPortSecrets } from '../../engine/thread/port-secrets.ts';
import { serveThread } from '../../engine/thread/serve-thread.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { createFakeServices } from './fake-services.ts';

/**
 * An engine thread over the double. Its behaviour is steered by the environment and a few reserved values:
 * `FAKE_FAIL` fails the start with that code; deleting owner `die` ends the thread; `hear` answers in the log
 * how many streams are listened to; signing in stores a secret.
 */
await serveThread(async ({ environment, safeMode, secrets }, log) => {
  log.write('info', 'started', { safeMode });
  const failure = environment['FAKE_FAIL'];
  if (failure) throw new SatchelError(failure as 'STORE_LOCKED', { path: 'x', pid: 1 });
  const services = createFakeServices();
  const store = secrets && createPortSecrets(secrets.port, secrets);
  return Promise.resolve({
    router: engineRouter,
    context: {
      now: () => Date.now(),
      services: {
        ...services,
        records: {
          ...services.records,
          delete: (table: string, key: string) => {
            if (key === 'die') process.exit(3);
            services.records.delete(table, key);
          },
          get: (table: string, key: string) => {
            if (key === 'hear') log.write('info', 'listening', services.listening());
            return services.records.get(table, key);
          },
        },
        account: {
          ...services.account,
          login: async (username: string, password: string) => {
            const account = await services.account.login(username, password);
            await store?.set('token', `${(await store.get('token')) ?? ''}+${username}`);
            return account;
          },
        },
      },
    },
    close: () => {
      log.write('info', 'closed in order');
      return Promise.resolve();
    },
  });
});
