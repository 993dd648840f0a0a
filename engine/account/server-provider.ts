import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Ports } from '../ports.ts';
import { readIdentity } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import { ServerClient } from '../sync/server-client.ts';
import type { Settings } from '../settings/settings.ts';

/** The client of the chosen environment's server; a new one when its address changes. */
export class ServerProvider {
  readonly #ports: Ports;
  readonly #store: Store;
  readonly #settings: Settings;
  #client: ServerClient | undefined;
  #clientUrl = '';

  constructor(ports: Ports, store: Store, settings: Settings) {
    this.#ports = ports;
    this.#store = store;
    this.#settings = settings;
  }

  get environment(): string {
    return this.#settings.config.remote.environment;
  }

  /** The configured address, or null. */
  get url(): string | null {
    const url = this.#settings.config.environments[this.environment]?.url ?? '';
    return url === '' ? null : url;
  }

  find(): ServerClient | undefined {
    const { url } = this;
    if (url === null) return undefined;
    if (!this.#client || this.#clientUrl !== url) {
      this.#client = this.open(url);
      this.#clientUrl = url;
    }
    return this.#client;
  }

  /** @throws SatchelError NOT_CONFIGURED */
  get(): ServerClient {
    const client = this.find();
    if (!client) throw new SatchelError('NOT_CONFIGURED');
    return client;
  }

  /** A client for any address, as for a first sign-in. @throws SatchelError TLS_REQUIRED, USAGE */
  open(url: string): ServerClient {
    return new ServerClient({
      url,
      transport: this.#ports.transport,
      clock: this.#ports.clock,
      secrets: this.#ports.secrets,
      identity: () => readIdentity(this.#store.db),
    });
  }
}
