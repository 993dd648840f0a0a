import type { KeyObject } from 'node:crypto';
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import type { UpdateInfo } from 'electron-updater';
import { gt, lt, valid } from 'semver';
import { z } from 'zod';
import { checkSignature, PRODUCT_ID } from '../../engine/index.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

const manifestSchema = z.object({
  version: z.string().refine((version) => valid(version) !== null, 'no version'),
  files: z.array(z.object({ url: z.string().min(1), sha512: z.base64().min(1) })).min(1),
});

export interface FoundRelease {
  /** Its folder, for people. */
  readonly server: string;
  /** The manifest's file name and text. */
  readonly name: string;
  readonly manifest: string;
  /** The text of the file beside it; undefined where there is none. */
  readonly signature: string | undefined;
}

export interface Judge {
  readonly installed: string;
  readonly publicKey: KeyObject;
}

/**
 * What a release says, once it is known to be ours. The signature comes first: not a word of the manifest is read
 * before it.
 * @throws SatchelError UPDATE_UNSIGNED, UPDATE_PRODUCT, UPDATE_SIGNATURE, UPDATE_MALFORMED, UPDATE_OLDER
 */
export function judgeRelease(release: FoundRelease, judge: Judge): UpdateInfo {
  const { server, name, manifest, signature } = release;
  if (signature === undefined) throw new SatchelError('UPDATE_UNSIGNED', { server });
  const signed = { product: PRODUCT_ID, name, manifest };
  const verdict = checkSignature(signed, signature, judge.publicKey);
  if (verdict === 'invalid') throw new SatchelError('UPDATE_SIGNATURE', { server });
  if (verdict !== 'valid') {
    throw new SatchelError('UPDATE_PRODUCT', { server, found: verdict.otherProduct.slice(0, 80) });
  }
  const info = readManifest(release);
  if (lt(info.version, judge.installed)) {
    const { installed } = judge;
    throw new SatchelError('UPDATE_OLDER', { server, found: info.version, installed });
  }
  return info;
}

/** True where the release is to be taken. */
export function isNewer(info: Pick<UpdateInfo, 'version'>, installed: string): boolean {
  return gt(info.version, installed);
}

/** What is new, as plain text: a release's notes may be HTML, or a list with one for each version. */
export function plainNotes(notes: UpdateInfo['releaseNotes']): string | null {
  const text = Array.isArray(notes)
    ? notes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n')
    : (notes ?? '');
  const plain = text
    .replaceAll(/<(?:br|\/p|\/li|\/h\d)\s*\/?>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return plain === '' ? null : plain.slice(0, 4000);
}

function readManifest({ server, name, manifest }: FoundRelease): UpdateInfo {
  try {
    const info = parseUpdateInfo(manifest, name, new URL(server));
    manifestSchema.parse(info);
    return info;
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : 'it cannot be read';
    throw new SatchelError('UPDATE_MALFORMED', { server, detail }, { cause: error });
  }
}
