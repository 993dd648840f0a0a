import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planUpdates } from '../../../build/package/update-plan.ts';
import { makeKeys } from '../../../build/updates/make-keys.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

function withKeys() {
  const root = temporaryFolder();
  const publicFile = join(root, 'update-key.pem');
  const privateFile = join(temporaryFolder(), 'private.pem');
  makeKeys({ root, privateFile, publicFile });
  return { publicFile, privateFile };
}

describe('packing an app that updates itself', () => {
  it('[UPD-1] needs the key that releases are checked with', () => {
    const { publicFile } = withKeys();
    expect(planUpdates(publicFile, { without: false })).toMatchObject({ packs: true });
    rmSync(publicFile);
    const refused = planUpdates(publicFile, { without: false });
    expect(refused.packs).toBe(false);
    expect(refused.line).toContain('npm run updates:keys');
  });

  it('[UPD-1] is left out only by who says so, and never half', () => {
    const { publicFile } = withKeys();
    expect(planUpdates(publicFile, { without: true }).packs).toBe(false);
    rmSync(publicFile);
    const plan = planUpdates(publicFile, { without: true });
    expect(plan.packs).toBe(true);
    expect(plan.line).toContain('updates are off');
  });

  it('[UPD-1] never takes the private key, another kind of key, or what is none', () => {
    const { publicFile, privateFile } = withKeys();
    expect(planUpdates(privateFile, { without: false }).line).toContain('PRIVATE');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const pem of [publicKey.export({ type: 'spki', format: 'pem' }), 'no key at all']) {
      writeFileSync(publicFile, pem);
      expect(planUpdates(publicFile, { without: false }).packs).toBe(false);
    }
  });
});
