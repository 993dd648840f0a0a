import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  checkSignature,
  PRODUCT_ID,
  SIGNATURE_SUFFIX,
  signRelease,
} from '../../engine/updates/release-signature.ts';
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';

/**
 * Signs each manifest of a release's folder, after comparing the packages in it with what the manifest says of them.
 * @throws RangeError where there is no manifest, a package differs, or the key is not the one that the app knows
 */
export function signFolder(options: {
  readonly folder: string;
  readonly privateFile: string;
  readonly publicFile: string;
}): string[] {
  const { folder } = options;
  const privateKey = createPrivateKey(readFileSync(options.privateFile));
  const publicKey = createPublicKey(readFileSync(options.publicFile));
  const manifests = globSync('{latest,beta}*.yml', { cwd: folder });
  if (manifests.length === 0) throw new RangeError(`there is no manifest in ${folder}`);
  for (const name of manifests) {
    const manifest = readFileSync(join(folder, name), 'utf8');
    comparePackages(folder, name, manifest);
    const release = { product: PRODUCT_ID, name: basename(name), manifest };
    const signature = signRelease(release, privateKey);
    if (checkSignature(release, signature, publicKey) !== 'valid') {
      throw new RangeError('this private key does not belong to the public key of the app');
    }
    writeFileSync(join(folder, `${name}${SIGNATURE_SUFFIX}`), signature);
  }
  return manifests;
}

function comparePackages(folder: string, name: string, manifest: string): void {
  const { files } = parseUpdateInfo(manifest, name, new URL('file:///'));
  for (const { url, sha512 } of files) {
    const hash = createHash('sha512')
      .update(readFileSync(join(folder, url)))
      .digest('base64');
    if (hash !== sha512) throw new RangeError(`${url} is not the package that ${name} describes`);
  }
}
