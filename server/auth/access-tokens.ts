import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { roleSchema } from '../../shared/protocol/auth.ts';

/** Who a request is of; tenancy comes from here and from nowhere else. Numbers are the inner ids. */
const principalSchema = z.object({
  user: z.int(),
  username: z.string(),
  role: roleSchema,
  clinic: z.int(),
  clinicId: z.string(),
  clinicName: z.string(),
  device: z.string().nullable(),
  session: z.string(),
});
export type Principal = z.infer<typeof principalSchema>;

export const ACCESS_SECONDS = 600;
const CACHE_SIZE = 2_000;

export interface AccessTokens {
  issue(principal: Principal): Promise<string>;
  /** @throws SatchelError TOKEN_EXPIRED, TOKEN_INVALID */
  verify(token: string): Promise<Principal>;
}

/** Signed tokens that need no query to check; a verified one is remembered until it expires. */
export function createAccessTokens(secret: string, now: () => number): AccessTokens {
  const key = new TextEncoder().encode(secret);
  const verified = new Map<string, { principal: Principal; until: number }>();

  return {
    issue(principal) {
      const issued = Math.floor(now() / 1000);
      return new SignJWT({ ...principal })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt(issued)
        .setExpirationTime(issued + ACCESS_SECONDS)
        .sign(key);
    },

    async verify(token) {
      const known = verified.get(token);
      if (known && known.until > now()) return known.principal;
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          currentDate: new Date(now()),
        });
        const principal = principalSchema.parse(payload);
        if (verified.size >= CACHE_SIZE) verified.clear();
        verified.set(token, { principal, until: (payload.exp ?? 0) * 1000 });
        return principal;
      } catch (cause) {
        verified.delete(token);
        const expired = (cause as { code?: string }).code === 'ERR_JWT_EXPIRED';
        throw new SatchelError(expired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID', {}, { cause });
      }
    },
  };
}
