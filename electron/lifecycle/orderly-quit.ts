import type { Event } from 'electron';
import type { Log } from '../../engine/index.ts';

/** A quit that takes longer is ended by force: the store is safe under a kill, a computer that cannot shut down is not. */
export const QUIT_LIMIT_MS = 20_000;
/** Most quits are over by then, and nobody need be told of them. */
const SLOW_MS = 2_000;

export interface QuitOptions {
  readonly app: {
    on(event: 'before-quit', listener: (event: Event) => void): unknown;
    quit(): void;
    exit(code: number): void;
  };
  /** Closes everything, the engine last but one and the log last. */
  readonly close: () => Promise<void>;
  /** Told once, when quitting begins and may take a moment. */
  readonly onQuitting: () => void;
  /** Told where it does take a moment. */
  readonly onSlow: () => void;
  readonly log: Log;
  readonly after: (ms: number, then: () => void) => () => void;
}

/** Lets the app quit only when everything is closed, or the limit is over. */
export function quitInOrder({ app, close, onQuitting, onSlow, log, after }: QuitOptions): {
  isQuitting(): boolean;
} {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    onQuitting();
    const cancelSlow = after(SLOW_MS, onSlow);
    const cancel = after(QUIT_LIMIT_MS, () => {
      log.write('error', 'closing took too long and was cut off', { limitMs: QUIT_LIMIT_MS });
      app.exit(1);
    });
    void close()
      .catch(() => undefined)
      .finally(() => {
        cancelSlow();
        cancel();
        state = 'closed';
        app.quit();
      });
  });
  return { isQuitting: () => state !== 'running' };
}
