import pg from 'pg';
import { SCHEMA_CHANNEL } from './adopt-schema.ts';
import { APPLICATION } from './cluster.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;

export interface HeadWatcherOptions {
  readonly url: string;
  /** A commit, as `formatCommit`, of the clinic with this inner number. */
  readonly onHead: (clinic: number, head: string) => void;
  /** The clinic with this inner number has other tables from now on. */
  readonly onSchema: (clinic: number) => void;
  /** The watch began, or began again: what was committed before was not told. */
  readonly onWatching: () => void;
}

/** Hears of every commit of every clinic, whichever process or program made it, over one connection of its own. */
export class HeadWatcher {
  readonly #options: HeadWatcherOptions;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #delayMs = FIRST_DELAY_MS;
  #closed = false;

  constructor(options: HeadWatcherOptions) {
    this.#options = options;
  }

  /** Resolves once it listens, or has failed to and will try again by itself. */
  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: APPLICATION,
      keepAlive: true,
    });
    this.#client = client;
    let ended = false;
    const lost = (): void => {
      if (ended) return;
      ended = true;
      this.#again();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === SCHEMA_CHANNEL) {
        this.#options.onSchema(Number(payload));
        return;
      }
      const [clinic, head] = payload.split(' ');
      if (head !== undefined) this.#options.onHead(Number(clinic), head);
    });
    try {
      await client.connect();
      await client.query(`LISTEN satchel_head; LISTEN ${SCHEMA_CHANNEL}`);
      this.#delayMs = FIRST_DELAY_MS;
      this.#options.onWatching();
    } catch {
      lost();
      await client.end().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  #again(): void {
    if (this.#closed) return;
    const delayMs = this.#delayMs * (0.5 + Math.random() / 2);
    this.#delayMs = Math.min(LONGEST_DELAY_MS, this.#delayMs * 2);
    this.#timer = setTimeout(() => void this.start(), delayMs);
  }
}
