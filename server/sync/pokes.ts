import { formatCommit } from '../../shared/protocol/commit.ts';
import { readHead } from '../store/clinics.ts';
import type { ClinicSchemas } from '../store/clinic-schemas.ts';
import type { Database } from '../store/database.ts';
import { HeadWatcher } from '../store/watch-heads.ts';

/** One desk that wants to know of new commits. */
export interface Listener {
  readonly clinic: number;
  /** Told the clinic's head, as `formatCommit`: never data. */
  poke(head: string): void;
  /** The server closes. */
  end(): void;
}

/** Tells connected desks that their clinic has a new head. Holds nothing a desk could not find out by asking. */
export class Pokes {
  readonly #database: Database;
  readonly #watcher: HeadWatcher;
  readonly #listeners = new Map<number, Set<Listener>>();

  constructor(database: Database, schemas: ClinicSchemas) {
    this.#database = database;
    this.#watcher = new HeadWatcher({
      url: database.url,
      onHead: (clinic, head) => {
        this.#tell(clinic, head);
      },
      onSchema: (clinic) => {
        schemas.forget(clinic);
      },
      onWatching: () => {
        schemas.forget();
        for (const clinic of this.#listeners.keys()) void this.#tellNow(clinic);
      },
    });
  }

  start(): Promise<void> {
    return this.#watcher.start();
  }

  /** From now on the listener is told each new head, and once the present one. The returned function ends it. */
  add(listener: Listener): () => void {
    const { clinic } = listener;
    const siblings = this.#listeners.get(clinic) ?? new Set();
    this.#listeners.set(clinic, siblings);
    siblings.add(listener);
    void this.#tellNow(clinic, listener);
    return () => {
      siblings.delete(listener);
      if (siblings.size === 0 && this.#listeners.get(clinic) === siblings) {
        this.#listeners.delete(clinic);
      }
    };
  }

  async close(): Promise<void> {
    for (const siblings of this.#listeners.values()) {
      for (const listener of siblings) listener.end();
    }
    await this.#watcher.close();
  }

  #tell(clinic: number, head: string): void {
    for (const listener of this.#listeners.get(clinic) ?? []) listener.poke(head);
  }

  /** Where PostgreSQL does not answer, the next commit tells. */
  async #tellNow(clinic: number, only?: Listener): Promise<void> {
    const head = await readHead(this.#database.pool, clinic).catch(() => undefined);
    if (!head) return;
    if (only) only.poke(formatCommit(head));
    else this.#tell(clinic, formatCommit(head));
  }
}
