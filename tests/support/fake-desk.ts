import type { DeskState } from '../../shared/api/desk.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

/** A shared desk in memory: PINs are compared as they are. */
export class FakeDesk {
  readonly pins = new Map<string, string>();
  locked = false;
  person: string | null = null;
  readonly #changed: () => void;

  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  state(): DeskState {
    return {
      shared: this.pins.size > 0,
      locked: this.locked,
      person: this.locked ? null : this.person,
      since: null,
      idleMinutes: 5,
      locksWithComputer: true,
    };
  }

  async *changes(signal: AbortSignal): AsyncIterable<DeskState> {
    yield this.state();
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
  }

  people = () =>
    [...this.pins.keys()].map((username) => ({
      username,
      expiresAt: '2026-12-24T10:00:00.000Z',
      expired: false,
      blockedUntil: null,
      void: false,
    }));

  lock(): DeskState {
    if (this.pins.size === 0) throw new SatchelError('PIN_NONE');
    this.locked = true;
    this.#changed();
    return this.state();
  }

  unlock(username: string, pin: string): Promise<DeskState> {
    if (this.pins.get(username) !== pin) {
      return Promise.reject(new SatchelError('PIN_REFUSED', { username, left: 9 }));
    }
    this.enter(username);
    return Promise.resolve(this.state());
  }

  enter(username: string): void {
    this.locked = false;
    this.person = username;
    this.#changed();
  }

  active(): void {
    // Nothing locks by itself here.
  }

  setPin({ username, pin }: { username: string; pin: string }): Promise<DeskState> {
    this.pins.set(username, pin);
    this.enter(username);
    return Promise.resolve(this.state());
  }

  changePin(current: string, next: string): Promise<void> {
    const username = this.person ?? '';
    if (this.pins.get(username) !== current) {
      return Promise.reject(new SatchelError('PIN_REFUSED', { username, left: 9 }));
    }
    this.pins.set(username, next);
    return Promise.resolve();
  }

  removePin(username: string): Promise<DeskState> {
    this.pins.delete(username);
    this.#changed();
    return Promise.resolve(this.state());
  }
}
