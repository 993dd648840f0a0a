import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

/**
 * Makes the pair that releases are signed with: the private key into a new file outside of the tree, which only its owner
 * can read, and the public one where the bundle takes it from.
 * @throws RangeError for a private key inside the tree; an error of the file system where the file is there already
 */
export function makeKeys(options: {
  readonly root: string;
  readonly privateFile: string;
  readonly publicFile: string;
}): void {
  const privateFile = resolve(options.privateFile);
  const inside = relative(options.root, privateFile);
  if (!inside.startsWith('..')) {
    throw new RangeError(
      'the private key must lie outside of the repository, where it is not committed',
    );
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  // `wx`: a key that releases were signed with is never written over.
  writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  });
  writeFileSync(options.publicFile, publicKey.export({ type: 'spki', format: 'pem' }));
}
