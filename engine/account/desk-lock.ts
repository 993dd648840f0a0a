import type { DeskPerson, DeskState } from '../../shared/api/desk.ts';
import type { Config } from '../../shared/config/config.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Role } from '../../shared/protocol/auth.ts';
import { say } from '../../shared/said/said.ts';
import { Broadcast } from '../events/broadcast.ts';
import type { Clock } from '../ports.ts';
import type { PinHolder, Pins } from './pins.ts';

const DAY_MS = 86_400_000;

export interface DeskLockOptions {
  readonly pins: Pins;
  readonly clock: Clock;
  readonly config: () => Config['desk'];
  /** Whose sign-in at the server the desk has; undefined where it has none. */
  readonly account: () => string | undefined;
  readonly onChange: () => void;
}

/**
 * Who is at a shared desk. It is shared as soon as somebody has a PIN, and then begins locked: an engine that was killed
 * never comes back open. Syncing goes on while it is locked, with the sign-in the desk has.
 */
export class DeskLock {
  readonly #options: DeskLockOptions;
  readonly #changes = new Broadcast<'changed'>();
  #locked: boolean;
  #person: string | undefined;
  #since: number | undefined;
  #activeAt: number;
  #stopIdle: () => void = () => undefined;

  constructor(options: DeskLockOptions) {
    this.#options = options;
    this.#locked = options.pins.people.length > 0;
    this.#activeAt = options.clock.now();
  }

  /** Who signs an edit made in a window. */
  get person(): string | undefined {
    if (this.#locked) return undefined;
    return this.#person ?? this.#options.account();
  }

  state(): DeskState {
    const { person } = this;
    const { idleMinutes, lockWithComputer } = this.#options.config();
    return {
      shared: this.#isShared,
      locked: this.#locked,
      person: person ?? null,
      since: this.#since === undefined ? null : new Date(this.#since).toISOString(),
      idleMinutes,
      locksWithComputer: lockWithComputer,
    };
  }

  async *changes(signal: AbortSignal): AsyncIterable<DeskState> {
    const news = this.#changes.watch(signal)[Symbol.asyncIterator]();
    // Listening begins before the first answer is given, so that no change falls between.
    let next = news.next();
    yield this.state();
    while (!(await next).done) {
      next = news.next();
      yield this.state();
    }
  }

  people(): DeskPerson[] {
    const { pins } = this.#options;
    const now = pins.now();
    return pins.people.map((holder) => ({
      username: holder.username,
      expiresAt: new Date(holder.grantUntil).toISOString(),
      expired: holder.grantUntil <= now,
      blockedUntil: holder.blockedUntil > now ? new Date(holder.blockedUntil).toISOString() : null,
      void: pins.isVoid(holder),
    }));
  }

  /** @throws SatchelError PIN_NONE where nobody could unlock it again */
  lock(): DeskState {
    if (!this.#isShared) throw new SatchelError('PIN_NONE');
    this.#leave();
    return this.state();
  }

  async unlock(username: string, pin: string): Promise<DeskState> {
    const holder = await this.#options.pins.check(username, pin);
    this.#enter(holder.username);
    return this.state();
  }

  /** The server took this person's password. */
  async signedIn(username: string, role: Role): Promise<void> {
    await this.#options.pins.renew(username, { role, grantUntil: this.#grantUntil() });
    this.#enter(username);
  }

  /** Nobody is signed in at the server any more; what was entered stays and is sent after the next sign-in. */
  signedOut(): void {
    if (this.#isShared) this.#leave();
    else this.#person = undefined;
    this.#changed();
  }

  async setPin(person: Pick<PinHolder, 'username' | 'role'>, pin: string): Promise<DeskState> {
    const { username, role } = person;
    await this.#options.pins.set({ username, role, grantUntil: this.#grantUntil() }, pin);
    this.#enter(person.username);
    return this.state();
  }

  async changePin(current: string, next: string): Promise<void> {
    const holder = this.#holderHere();
    await this.#options.pins.check(holder.username, current);
    const { username, role, grantUntil } = holder;
    await this.#options.pins.set({ username, role, grantUntil }, next);
  }

  /** @throws SatchelError FORBIDDEN for another's PIN, unless an administrator is at the desk */
  async removePin(username: string): Promise<DeskState> {
    const { pins } = this.#options;
    const here = this.#holderHere();
    if (username !== here.username && here.role !== 'admin') {
      throw new SatchelError('FORBIDDEN', {
        user: here.username,
        what: say('may-remove-pin', { username }),
      });
    }
    if (!(await pins.remove(username))) throw new SatchelError('PIN_UNKNOWN', { username });
    this.#changed();
    return this.state();
  }

  active(): void {
    if (this.#locked) return;
    this.#activeAt = this.#options.clock.now();
  }

  stop(): void {
    this.#stopIdle();
  }

  get #isShared(): boolean {
    return this.#options.pins.people.length > 0;
  }

  #holderHere(): PinHolder {
    const { person } = this;
    const holder = person === undefined ? undefined : this.#options.pins.find(person);
    if (!holder) throw new SatchelError('PIN_UNKNOWN', { username: person ?? '' });
    return holder;
  }

  #grantUntil(): number {
    return this.#options.pins.now() + this.#options.config().offlineDays * DAY_MS;
  }

  #enter(username: string): void {
    this.#locked = false;
    this.#person = username;
    this.#since = this.#options.clock.now();
    this.#activeAt = this.#since;
    this.#watchIdle();
    this.#changed();
  }

  #leave(): void {
    this.#locked = true;
    this.#person = undefined;
    this.#since = undefined;
    this.#stopIdle();
    this.#changed();
  }

  /** Looks again when the desk would be idle for long enough if nobody came meanwhile. */
  #watchIdle(): void {
    this.#stopIdle();
    if (!this.#isShared) return;
    const { clock, config } = this.#options;
    const idleMs = config().idleMinutes * 60_000;
    const left = this.#activeAt + idleMs - clock.now();
    this.#stopIdle = clock.after(Math.max(left, 1000), () => {
      if (this.#locked || !this.#isShared) return;
      if (clock.now() - this.#activeAt >= config().idleMinutes * 60_000) this.#leave();
      else this.#watchIdle();
    });
  }

  #changed(): void {
    this.#changes.publish('changed');
    this.#options.onChange();
  }
}
