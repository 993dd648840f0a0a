import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { roleSchema, type TokenAnswer, tokenAnswerSchema } from '../../shared/protocol/auth.ts';
import type { Clock, Secrets } from '../ports.ts';

/** What is kept of a sign-in, in the secret store only. Times are UTC milliseconds. */
const savedSchema = z.object({
  server: z.string(),
  access: z.string(),
  expiresAt: z.number(),
  refresh: z.string(),
  username: z.string(),
  role: roleSchema,
  clinic: z.string(),
});
export type SignIn = z.infer<typeof savedSchema>;

const SECRET = 'sign-in';
/** A token this close to its end is renewed before it is used, clock skew included. */
const MARGIN_MS = 30_000;

export interface SessionOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly server: string;
  /** POSTs JSON to a path of the server and gives the checked answer. */
  readonly post: (path: string, body: object) => Promise<unknown>;
}

/** The desk's sign-in at one server: keeps the tokens, and renews them once where several requests need it. */
export class Session {
  readonly #options: SessionOptions;
  #saved: SignIn | undefined;
  #loaded = false;
  #renewing: Promise<SignIn> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  async current(): Promise<SignIn | undefined> {
    if (!this.#loaded) {
      const text = await this.#options.secrets.get(SECRET);
      const parsed = text === undefined ? undefined : savedSchema.safeParse(safeJson(text));
      this.#saved =
        parsed?.success && parsed.data.server === this.#options.server ? parsed.data : undefined;
      this.#loaded = true;
    }
    return this.#saved;
  }

  /** Reads the secret store anew: somebody else may have signed in through it. */
  reload(): void {
    this.#loaded = false;
  }

  /** @throws SatchelError SIGN_IN_REFUSED, SIGN_IN_LIMITED, SERVER_UNREACHABLE */
  async signIn(credentials: {
    username: string;
    password: string;
    device: { id: string; name: string };
  }): Promise<SignIn> {
    return this.#save(await this.#options.post('/api/auth/token', credentials));
  }

  /** A valid access token. @throws SatchelError NOT_SIGNED_IN where there is none to be had */
  async accessToken(): Promise<string> {
    const saved = await this.current();
    if (!saved) throw new SatchelError('NOT_SIGNED_IN');
    if (saved.expiresAt - MARGIN_MS > this.#options.clock.now()) return saved.access;
    return (await this.renew(saved.access)).access;
  }

  /** Renews the tokens unless somebody already did since `rejected` was handed out [SYNC-10]. */
  async renew(rejected: string): Promise<SignIn> {
    const saved = await this.current();
    if (!saved) throw new SatchelError('NOT_SIGNED_IN');
    if (saved.access !== rejected) return saved;
    this.#renewing ??= this.#renew(saved).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async signOut(): Promise<void> {
    const saved = await this.current();
    await this.forget();
    if (!saved) return;
    try {
      await this.#options.post('/api/auth/revoke', { refresh: saved.refresh });
    } catch {
      // The tokens are gone from this desk either way; they expire by themselves.
    }
  }

  async forget(): Promise<void> {
    this.#saved = undefined;
    this.#loaded = true;
    await this.#options.secrets.set(SECRET, undefined);
  }

  async #renew(saved: SignIn): Promise<SignIn> {
    try {
      return await this.#save(
        await this.#options.post('/api/auth/refresh', { refresh: saved.refresh }),
      );
    } catch (error) {
      if (error instanceof SatchelError && refusals.has(error.code)) {
        await this.forget();
        throw new SatchelError('NOT_SIGNED_IN', {}, { cause: error });
      }
      throw error;
    }
  }

  async #save(answer: unknown): Promise<SignIn> {
    const parsed = tokenAnswerSchema.safeParse(answer);
    if (!parsed.success)
      throw new SatchelError('SERVER_NOT_SATCHEL', { server: this.#options.server });
    const tokens: TokenAnswer = parsed.data;
    const saved: SignIn = {
      server: this.#options.server,
      access: tokens.access,
      expiresAt: this.#options.clock.now() + tokens.expiresInSeconds * 1000,
      refresh: tokens.refresh,
      username: tokens.user.username,
      role: tokens.user.role,
      clinic: tokens.clinic.name,
    };
    this.#saved = saved;
    this.#loaded = true;
    await this.#options.secrets.set(SECRET, JSON.stringify(saved));
    return saved;
  }
}

const refusals: ReadonlySet<string> = new Set([
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SIGN_IN_REFUSED',
  'NOT_SIGNED_IN',
]);

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
