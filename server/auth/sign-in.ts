import { createHash, randomBytes } from 'node:crypto';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { TokenAnswer, TokenRequest } from '../../shared/protocol/auth.ts';
import type { Database } from '../store/database.ts';
import {
  addSession,
  findFormSession,
  revokeByToken,
  revokeOthers,
  rotateToken,
} from '../store/sessions.ts';
import { findUser, findUserByName, setPassword, type User } from '../store/users.ts';
import { ACCESS_SECONDS, type AccessTokens, type Principal } from './access-tokens.ts';
import type { LoginLimit } from './login-limit.ts';
import type { Passwords } from './passwords.ts';

const GRACE_SECONDS = 30;

export interface SignInParts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly tokens: AccessTokens;
  readonly limit: LoginLimit;
  readonly now: () => number;
}

/** Signing in and out: passwords become access tokens of ten minutes and a rotating refresh token. */
export class SignIn {
  readonly #parts: SignInParts;
  /** Original-client tokens checked lately: like an access token, one holds ten minutes after it was revoked. */
  readonly #forms = new Map<string, { principal: Principal; until: number }>();

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @throws SatchelError SIGN_IN_REFUSED, SIGN_IN_LIMITED */
  async withPassword(request: TokenRequest, address: string): Promise<TokenAnswer> {
    const user = await this.#check(request, address);
    const refresh = randomToken();
    const session = await addSession(this.#parts.database, {
      user: user.number,
      kind: 'device',
      device: request.device?.id,
      deviceName: request.device?.name,
      token: hashToken(refresh),
    });
    return this.#answer(user, { session, device: request.device?.id ?? null, refresh });
  }

  /** The original client's way: one long-lived token. */
  async withForm(
    request: { username: string; password: string },
    address: string,
  ): Promise<{ token: string }> {
    const user = await this.#check(request, address);
    const token = randomToken();
    await addSession(this.#parts.database, {
      user: user.number,
      kind: 'form',
      token: hashToken(token),
    });
    return { token };
  }

  /** @throws SatchelError TOKEN_INVALID */
  async withRefresh(token: string): Promise<TokenAnswer> {
    const refresh = randomToken();
    const rotation = await rotateToken(this.#parts.database, {
      token: hashToken(token),
      next: hashToken(refresh),
      graceSeconds: GRACE_SECONDS,
    });
    if ('refused' in rotation) throw new SatchelError('TOKEN_INVALID');
    const { session } = rotation;
    const user = await findUser(this.#parts.database, session.user);
    if (!user) throw new SatchelError('TOKEN_INVALID');
    return this.#answer(user, { session: session.id, device: session.device, refresh });
  }

  revoke(token: string): Promise<void> {
    this.#forms.delete(token);
    return revokeByToken(this.#parts.database, hashToken(token));
  }

  /** @throws SatchelError SIGN_IN_REFUSED, SIGN_IN_LIMITED, PASSWORD_WEAK */
  async changePassword(
    principal: Principal,
    { current, next }: { current: string; next: string },
    address: string,
  ): Promise<void> {
    const user = await this.#check({ username: principal.username, password: current }, address);
    const password = await this.#parts.passwords.hash(next);
    await setPassword(this.#parts.database, { user: user.number, password });
    await revokeOthers(this.#parts.database, { user: user.number, keep: principal.session });
  }

  /** Who the `Authorization` header names. @throws SatchelError TOKEN_INVALID, TOKEN_EXPIRED, NOT_SIGNED_IN */
  async principal(header: string | undefined): Promise<Principal> {
    const match = /^(Bearer|Token) +(\S+)$/i.exec(header ?? '');
    if (!match) throw new SatchelError('NOT_SIGNED_IN');
    const token = match[2] as string;
    if (token.includes('.')) return this.#parts.tokens.verify(token);
    return this.#formPrincipal(token);
  }

  async #formPrincipal(token: string): Promise<Principal> {
    const now = this.#parts.now();
    const known = this.#forms.get(token);
    if (known && known.until > now) return known.principal;
    this.#forms.delete(token);
    const session = await findFormSession(this.#parts.database, hashToken(token));
    const user = session && (await findUser(this.#parts.database, session.user));
    if (!user) throw new SatchelError('TOKEN_INVALID');
    const principal = toPrincipal(user, { session: session.id, device: null });
    if (this.#forms.size > 2_000) this.#forms.clear();
    this.#forms.set(token, { principal, until: now + ACCESS_SECONDS * 1000 });
    return principal;
  }

  async #check(request: { username: string; password: string }, address: string): Promise<User> {
    const { limit, database, passwords } = this.#parts;
    limit.check(request.username, address);
    const user = await findUserByName(database, request.username);
    if (!(await passwords.verify(user?.password, request.password)) || !user) {
      limit.failed(request.username, address);
      throw new SatchelError('SIGN_IN_REFUSED');
    }
    limit.succeeded(request.username, address);
    return user;
  }

  async #answer(
    user: User,
    { session, device, refresh }: { session: string; device: string | null; refresh: string },
  ): Promise<TokenAnswer> {
    const principal = toPrincipal(user, { session, device });
    return {
      access: await this.#parts.tokens.issue(principal),
      refresh,
      expiresInSeconds: ACCESS_SECONDS,
      user: { id: user.id, username: user.username, role: user.role },
      clinic: { id: user.clinic, name: user.clinicName },
    };
  }
}

function toPrincipal(
  user: User,
  { session, device }: { session: string; device: string | null },
): Principal {
  return {
    user: user.number,
    username: user.username,
    role: user.role,
    clinic: user.clinicNumber,
    clinicId: user.clinic,
    clinicName: user.clinicName,
    device,
    session,
  };
}

function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
