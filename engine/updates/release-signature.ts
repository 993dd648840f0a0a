import { type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

/** What every release of this product is signed as; electron-builder's `appId`. */
export const PRODUCT_ID = 'app.satchel.desktop';

/** The signature of `latest-linux.yml` lies beside it as `latest-linux.yml.sig`. */
export const SIGNATURE_SUFFIX = '.sig';

const signatureSchema = z.strictObject({
  product: z.string(),
  /** Ed25519, base64. */
  signature: z.base64(),
});

export interface Release {
  readonly product: string;
  /** The manifest's file name: a manifest of macOS must not pass for one of Linux. */
  readonly name: string;
  readonly manifest: string;
}

/** The signature file of a release. */
export function signRelease(release: Release, privateKey: KeyObject): string {
  const signature = sign(null, signedBytes(release), privateKey).toString('base64');
  return `${JSON.stringify({ product: release.product, signature })}\n`;
}

/** `otherProduct` is what the file says of itself; such a release is refused whether that is true or not. */
export function checkSignature(
  release: Release,
  signatureFile: string,
  publicKey: KeyObject,
): 'valid' | 'invalid' | { readonly otherProduct: string } {
  const parsed = signatureSchema.safeParse(readJson(signatureFile));
  if (!parsed.success) return 'invalid';
  const { product, signature } = parsed.data;
  if (product !== release.product) return { otherProduct: product };
  const given = Buffer.from(signature, 'base64');
  return verify(null, signedBytes(release), publicKey, given) ? 'valid' : 'invalid';
}

/** JSON parts them, so that no text can be moved from one part into the next. */
function signedBytes({ product, name, manifest }: Release): Buffer {
  return Buffer.from(JSON.stringify(['satchel-release-1', product, name, manifest]));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
