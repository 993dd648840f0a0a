import { DeskLock } from '../account/desk-lock.ts';
import { type PinCost, Pins } from '../account/pins.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { SignIn } from '../account/session.ts';
import { currentCaller } from '../api/caller.ts';
import type { Ports } from '../ports.ts';
import type { Home } from './open-home.ts';

export interface DeskPeopleOptions {
  readonly home: Home;
  readonly ports: Ports;
  readonly servers: ServerProvider;
  readonly pinCost: PinCost | undefined;
  /** Somebody came to the desk or left it. */
  readonly onChange: () => void;
}

/** Whose edits these are: the person's at a shared desk, and otherwise the account's. */
export interface DeskPeople {
  readonly lock: DeskLock;
  /** Who signs what is done now; `local` where nobody is signed in. */
  readonly actor: () => string;
  /** Told whose password the server took just now; undefined after a sign-out. */
  signedIn(signIn: SignIn | undefined): Promise<void>;
}

/** Finds who is at the desk, and has the store sign edits with them from now on. */
export async function findDeskPeople(options: DeskPeopleOptions): Promise<DeskPeople> {
  const { home, ports, servers, pinCost, onChange } = options;
  const { clock, secrets } = ports;
  let account = (await servers.find()?.session.current())?.username;
  const lock = new DeskLock({
    pins: await Pins.open({ secrets, clock, ...(pinCost ? { cost: pinCost } : {}) }),
    clock,
    config: () => home.settings.config.desk,
    account: () => account,
    onChange,
  });
  const actor = (): string => (currentCaller() === 'window' ? lock.person : account) ?? 'local';
  home.store.setActor(actor);
  return {
    lock,
    actor,
    async signedIn(signIn) {
      account = signIn?.username;
      if (signIn) await lock.signedIn(signIn.username, signIn.role);
      else lock.signedOut();
    },
  };
}
