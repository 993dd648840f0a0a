import { SatchelError } from '../../shared/errors/satchel-error.ts';

const WINDOW_MS = 5 * 60_000;
const MAX_FAILURES = 10;
const MAX_KEYS = 100_000;

/** Counts failed sign-ins per user name and address: ten in five minutes, then it waits. */
export class LoginLimit {
  readonly #failures = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws SatchelError SIGN_IN_LIMITED with the seconds to wait */
  check(username: string, address: string): void {
    const recent = this.#recent(key(username, address));
    if (recent.length < MAX_FAILURES) return;
    const seconds = Math.ceil(((recent[0] as number) + WINDOW_MS - this.#now()) / 1000);
    throw new SatchelError('SIGN_IN_LIMITED', { seconds: Math.max(1, seconds) });
  }

  failed(username: string, address: string): void {
    const id = key(username, address);
    const recent = [...this.#recent(id), this.#now()];
    this.#failures.delete(id);
    this.#failures.set(id, recent);
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > MAX_KEYS && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(username: string, address: string): void {
    this.#failures.delete(key(username, address));
  }

  #recent(id: string): number[] {
    const since = this.#now() - WINDOW_MS;
    return (this.#failures.get(id) ?? []).filter((time) => time > since);
  }
}

function key(username: string, address: string): string {
  return `${username.toLowerCase()}\n${address}`;
}
