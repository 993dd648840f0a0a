import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** Whether what is packed takes updates, and how to say so. */
export interface UpdatePlan {
  readonly packs: boolean;
  readonly line: string;
}

/**
 * Installers are not made by accident without the key that releases are checked with: every desk that has one of them would have to
 * be visited for its next version. Who means it says so.
 */
export function planUpdates(keyFile: string, { without }: { without: boolean }): UpdatePlan {
  if (!existsSync(keyFile)) {
    return without
      ? { packs: true, line: '✓ updates are off: these installers take none, as was asked for' }
      : {
          packs: false,
          line:
            `✗ Nothing was packed: there is no ${keyFile}, which releases are checked with.\n` +
            '  To make the keys, once: npm run updates:keys -- --private FILE\n' +
            '  To pack installers that take no updates: npm run package -- --without-updates',
        };
  }
  if (without) {
    const line = `✗ Nothing was packed: ${keyFile} is there, so updates are on; take it away, or leave --without-updates out`;
    return { packs: false, line };
  }
  const problem = keyProblem(readFileSync(keyFile, 'utf8'));
  if (problem !== undefined) {
    return { packs: false, line: `✗ Nothing was packed: ${keyFile} ${problem}` };
  }
  return { packs: true, line: `✓ updates are on: releases are checked with ${keyFile}` };
}

/** A private key would be handed to everybody with the installer. */
function keyProblem(pem: string): string | undefined {
  if (pem.includes('PRIVATE KEY'))
    return 'is a PRIVATE key, which must never be packed or committed';
  try {
    const { asymmetricKeyType } = createPublicKey(pem);
    return asymmetricKeyType === 'ed25519' ? undefined : 'is no Ed25519 key';
  } catch {
    return 'cannot be read as a public key';
  }
}
