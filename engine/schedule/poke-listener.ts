import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Commit } from '../../shared/protocol/commit.ts';
import type { Clock, Random } from '../ports.ts';
import { sleep } from '../sync/backoff.ts';

export interface PokeListenerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Whether pokes are wanted: automatic sync is on and not paused, somebody is signed in. */
  readonly wanted: () => Promise<boolean>;
  /** The server's heads as they come; ends with the stream. */
  readonly listen: (signal: AbortSignal) => AsyncIterable<Commit>;
  readonly onHead: (head: Commit) => void;
  /** A stream broke off; whether the server can be reached at all is for others to find out. */
  readonly onBroken: () => void;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** How often it is asked again whether pokes are wanted, and a server without pokes for them. */
const IDLE_MS = 60_000;

/**
 * Keeps one stream of pokes open while they are wanted. Pokes only make a cycle start sooner: whatever goes wrong
 * here, the interval still comes.
 */
export class PokeListener {
  readonly #options: PokeListenerOptions;
  #stopped = true;
  /** Ends the stream or the wait that is under way. */
  #turn = new AbortController();
  #attempt = 0;

  constructor(options: PokeListenerOptions) {
    this.#options = options;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#turn.abort();
  }

  /** Something changed: the server, who is signed in, the network, a pause. Begins anew, at once. */
  again(): void {
    this.#attempt = 0;
    this.#turn.abort();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      this.#turn = new AbortController();
      const { signal } = this.#turn;
      const delayMs = await this.#listen(signal);
      if (!signal.aborted) await sleep(delayMs, { clock: this.#options.clock, signal });
    }
  }

  /** @returns after how many milliseconds to listen again */
  async #listen(signal: AbortSignal): Promise<number> {
    const { wanted, listen, onHead, onBroken, random } = this.#options;
    try {
      if (!(await wanted())) return IDLE_MS;
      for await (const head of listen(signal)) {
        this.#attempt = 0;
        if (signal.aborted) return 0;
        onHead(head);
      }
    } catch (error) {
      if (signal.aborted) return 0;
      // An older server, or a sign-in that has ended: the cycle says so where it matters.
      if (isSatchelError(error, 'SERVER_NOT_SATCHEL') || isSatchelError(error, 'NOT_SIGNED_IN')) {
        return IDLE_MS;
      }
      onBroken();
    }
    // Servers end streams now and then; with jitter, or all desks of a restarted server come back at once.
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt++);
    return ceiling * (0.5 + random.fraction() / 2);
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}
