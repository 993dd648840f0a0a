import { randomBytes } from 'node:crypto';

/** 256 random bits, in characters that a URL fragment carries as they are. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}
