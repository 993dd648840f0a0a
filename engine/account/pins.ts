import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { roleSchema } from '../../shared/protocol/auth.ts';
import type { Clock, Secrets } from '../ports.ts';

/** What a PIN costs to try, in memory and passes of argon2id. */
export interface PinCost {
  readonly memoryKib: number;
  readonly passes: number;
}

const DEFAULT_COST: PinCost = { memoryKib: 65_536, passes: 3 };

/** The first wrong PINs cost nothing, each further one twice the wait of the one before. */
const FREE_FAILURES = 3;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** A PIN of four digits is guessed by chance in one of a thousand by then; after it only a password helps. */
const MOST_FAILURES = 10;

const personSchema = z.object({
  username: z.string(),
  role: roleSchema,
  /** argon2id in PHC form. */
  hash: z.string(),
  /** Until then the PIN lets in without the server. */
  grantUntil: z.number(),
  failures: z.int().nonnegative(),
  blockedUntil: z.number(),
});
export type PinHolder = z.infer<typeof personSchema>;

const savedSchema = z.object({
  people: z.array(personSchema),
  /** The latest moment known: a clock that is put back makes no PIN last longer. */
  seenAt: z.number(),
});
type Saved = z.infer<typeof savedSchema>;

const SECRET = 'pins';

export interface PinOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly cost?: PinCost;
}

/**
 * The PINs of one desk, in its secret store only. A wrong one is counted before it is looked at, so that neither a kill
 * nor many windows at once give a try for nothing.
 */
export class Pins {
  readonly #options: PinOptions;
  #saved: Saved = { people: [], seenAt: 0 };
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: PinOptions) {
    this.#options = options;
  }

  static async open(options: PinOptions): Promise<Pins> {
    const pins = new Pins(options);
    const text = await options.secrets.get(SECRET);
    const parsed = text === undefined ? undefined : savedSchema.safeParse(safeJson(text));
    if (parsed?.success) pins.#saved = parsed.data;
    return pins;
  }

  get people(): readonly PinHolder[] {
    return this.#saved.people;
  }

  now(): number {
    return Math.max(this.#options.clock.now(), this.#saved.seenAt);
  }

  find(username: string): PinHolder | undefined {
    return this.#saved.people.find((one) => one.username === username);
  }

  isVoid({ failures }: PinHolder): boolean {
    return failures >= MOST_FAILURES;
  }

  /** @throws SatchelError PIN_UNKNOWN, PIN_EXPIRED, PIN_VOID, PIN_BLOCKED, PIN_REFUSED */
  check(username: string, pin: string): Promise<PinHolder> {
    return this.#inTurn(async () => {
      const holder = this.find(username);
      if (!holder) throw new SatchelError('PIN_UNKNOWN', { username });
      if (this.isVoid(holder)) throw new SatchelError('PIN_VOID', { username });
      const now = this.now();
      if (holder.grantUntil <= now) throw new SatchelError('PIN_EXPIRED', { username });
      if (holder.blockedUntil > now) {
        const seconds = Math.ceil((holder.blockedUntil - now) / 1000);
        throw new SatchelError('PIN_BLOCKED', { username, seconds });
      }
      const failures = holder.failures + 1;
      const counted = { ...holder, failures, blockedUntil: now + waitAfter(failures) };
      await this.#put(counted);
      const { verify } = await import('@node-rs/argon2');
      if (!(await verify(holder.hash, pin))) {
        throw new SatchelError('PIN_REFUSED', { username, left: MOST_FAILURES - failures });
      }
      const trusted = { ...counted, failures: 0, blockedUntil: 0 };
      await this.#put(trusted);
      return trusted;
    });
  }

  /** @throws SatchelError PIN_WEAK */
  set(person: Pick<PinHolder, 'username' | 'role' | 'grantUntil'>, pin: string): Promise<void> {
    checkPinStrength(pin);
    return this.#inTurn(async () => {
      const { memoryKib, passes } = this.#options.cost ?? DEFAULT_COST;
      const { hash } = await import('@node-rs/argon2');
      const made = await hash(pin, { memoryCost: memoryKib, timeCost: passes, parallelism: 1 });
      await this.#put({ ...person, hash: made, failures: 0, blockedUntil: 0 });
    });
  }

  /** A password that the server took gives the PIN its time again. */
  renew(username: string, grant: Pick<PinHolder, 'role' | 'grantUntil'>): Promise<void> {
    return this.#inTurn(async () => {
      const holder = this.find(username);
      if (holder) await this.#put({ ...holder, ...grant, failures: 0, blockedUntil: 0 });
    });
  }

  remove(username: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const before = this.#saved.people.length;
      await this.#save(this.#saved.people.filter((one) => one.username !== username));
      return this.#saved.people.length < before;
    });
  }

  #put(holder: PinHolder): Promise<void> {
    const others = this.#saved.people.filter(({ username }) => username !== holder.username);
    return this.#save([...others, holder]);
  }

  async #save(people: readonly PinHolder[]): Promise<void> {
    const sorted = people.toSorted((a, b) => (a.username < b.username ? -1 : 1));
    this.#saved = { people: sorted, seenAt: this.now() };
    await this.#options.secrets.set(SECRET, JSON.stringify(this.#saved));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.catch(() => undefined).then(work);
    this.#last = next;
    return next;
  }
}

function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT_MS);
}

/**
 * Four to twelve digits, neither one digit over and over nor a row of digits.
 * @throws SatchelError PIN_WEAK
 */
export function checkPinStrength(pin: string): void {
  const digits = Array.from(pin, Number);
  const steps = new Set(digits.slice(1).map((digit, index) => digit - (digits[index] ?? 0)));
  const [step] = steps;
  const plain = steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
  if (!/^\d{4,12}$/.test(pin) || plain) throw new SatchelError('PIN_WEAK');
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
