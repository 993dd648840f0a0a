import { setTimeout as delay } from 'node:timers/promises';
import type { DeskState } from '../../shared/api/desk.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { EngineLink } from '../api/contract-link.ts';
import { toRpcError } from '../api/errors-as-data.ts';

/** What a window may ask of a locked desk: who may unlock it, where syncing stands, and nothing that is in a record. */
const ALWAYS: ReadonlySet<string> = new Set([
  'status.get',
  'status.watch',
  'status.short',
  'status.network',
  'sync.run',
  'sync.progress',
  'sync.wake',
  'records.watch',
  'account.login',
  'account.whoami',
  'desk.state',
  'desk.watch',
  'desk.people',
  'desk.lock',
  'desk.unlock',
  'desk.active',
]);

/** Calls after which the desk may be open or locked when it was not. */
const TURNS: ReadonlySet<string> = new Set([
  'account.login',
  'account.logout',
  'account.setup',
  'desk.lock',
  'desk.unlock',
  'desk.setPin',
  'desk.removePin',
]);

const RETRY_MS = 250;

/**
 * Stands between windows and the engine's threads, and lets nothing of a record pass while the desk is locked. It stays
 * as it was while the engine cannot be asked; before the first answer it is shut.
 */
export class WindowGate {
  readonly #link: EngineLink;
  readonly #stop = new AbortController();
  #locked = true;
  #known: Promise<void> | undefined;

  constructor(link: EngineLink) {
    this.#link = link;
  }

  pass = async <T>(path: readonly string[], call: () => Promise<T>): Promise<T> => {
    this.#known ??= this.#follow();
    await this.#known;
    const name = path.join('.');
    if (this.#locked && !ALWAYS.has(name)) throw toRpcError(new SatchelError('DESK_LOCKED'));
    const answer = await call();
    if (TURNS.has(name)) await this.#ask();
    return answer;
  };

  close(): void {
    this.#stop.abort();
  }

  /** Begins to follow the desk; fulfilled with its first state, or where the engine does not answer. */
  async #follow(): Promise<void> {
    const first = this.#ask();
    void this.#watch();
    await first;
  }

  async #ask(): Promise<void> {
    try {
      this.#take((await this.#link.call(['desk', 'state'], {}, { context: {} })) as DeskState);
    } catch {
      // The engine is being started again; the stream below tells when it is back.
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const options = { signal, context: {} };
        const states = await this.#link.call(['desk', 'watch'], {}, options);
        for await (const state of states as AsyncIterable<DeskState>) this.#take(state);
      } catch {
        // As above.
      }
      await delay(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  #take({ locked }: DeskState): void {
    this.#locked = locked;
  }
}
