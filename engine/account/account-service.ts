import type { Account } from '../../shared/api/account.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { AccountService } from '../api/services.ts';
import type { Secrets } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import type { ServerClient } from '../sync/server-client.ts';
import type { SignIn } from './session.ts';
import type { ServerProvider } from './server-provider.ts';

export interface AccountOptions {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly settings: Settings;
  readonly servers: ServerProvider;
  /** Told whose password the server took just now; undefined after a sign-out. */
  readonly onSignIn: (signIn: SignIn | undefined) => Promise<void>;
}

/** Who is signed in at this desk, and where. */
export function createAccountService(options: AccountOptions): AccountService {
  const { store, secrets, settings, servers, onSignIn } = options;

  const whoami = async (): Promise<Account> => {
    const signIn = await servers.find()?.session.current();
    const desk = readDesk(store.db);
    return {
      signedIn: signIn !== undefined,
      username: signIn?.username ?? null,
      role: signIn?.role ?? null,
      clinic: signIn?.clinic ?? desk.clinicName,
      server: servers.url,
      environment: servers.environment,
      device: { id: desk.device, name: desk.deviceName },
      secrets: secrets.kind,
    };
  };

  const signIn = async (
    client: ServerClient,
    credentials: { username: string; password: string },
  ): Promise<SignIn> => {
    const desk = readDesk(store.db);
    const device = { id: desk.device, name: desk.deviceName };
    const signedIn = await client.session.signIn({ ...credentials, device });
    updateDesk(store.db, { clinicName: signedIn.clinic });
    return signedIn;
  };

  return {
    whoami,

    async setup(request) {
      const environment = request.environment ?? servers.environment;
      const bound = readDesk(store.db);
      if (request.deviceName !== undefined) {
        updateDesk(store.db, { deviceName: request.deviceName });
      }
      if (request.server === undefined) return whoami();
      const known = settings.config.environments[environment];
      const client = servers.open(request.server);
      if (bound.server !== null && known !== undefined && known.url !== client.url) {
        throw new SatchelError('ALREADY_CONFIGURED', {
          server: known.url,
          username: known.username,
        });
      }
      const { username, password } = request;
      if (username === undefined || username === '') {
        throw new SatchelError('USAGE', { detail: 'A server needs a user name.' });
      }
      if (password === undefined || password === '') throw new SatchelError('PASSWORD_MISSING');
      const signedIn = await signIn(client, { username, password });
      settings.set(`environments.${environment}`, {
        url: client.url,
        username,
        policy: known?.policy ?? 'both',
      });
      if (environment !== servers.environment) settings.set('remote.environment', environment);
      servers.get().session.reload();
      await onSignIn(signedIn);
      return whoami();
    },

    async login(username, password) {
      const client = servers.get();
      if (password === '') throw new SatchelError('PASSWORD_MISSING');
      // A wrong password leaves the desk signed in as it was: anybody can type one, and syncing must go on.
      await onSignIn(await signIn(client, { username, password }));
      return whoami();
    },

    async logout() {
      await servers.get().session.signOut();
      await onSignIn(undefined);
      return whoami();
    },

    async changePassword(current, next) {
      await servers.get().changePassword(current, next);
    },
  };
}
