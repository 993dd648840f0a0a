import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openKeychainSecrets } from '../../electron/security/keychain-secrets.ts';
import { FakeSafeStorage } from '../support/electron-double/electron.ts';

const folder = mkdtempSync(join(tmpdir(), 'satchel-keychain-'));
const file = join(folder, 'home/sealed-secrets.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let storage: FakeSafeStorage;
beforeEach(() => {
  storage = new FakeSafeStorage();
  rmSync(file, { force: true });
});

describe('secrets in the keychain', () => {
  it.each(['basic_text', 'unknown'] as const)(
    'refuses the backend %s, which protects nothing',
    async (backend) => {
      storage.backend = backend;
      expect(await openKeychainSecrets(storage, file, 'linux')).toBeUndefined();
    },
  );

  it('refuses where sealing is not available', async () => {
    storage.available = false;
    expect(await openKeychainSecrets(storage, file, 'darwin')).toBeUndefined();
  });

  it('keeps what was set for the next start, sealed, in a file only its owner can read', async () => {
    const first = await openKeychainSecrets(storage, file, 'linux');
    expect(first?.kind).toBe('keychain');
    await first?.set('refresh', 'a-token');
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('a-token');
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const second = await openKeychainSecrets(storage, file, 'linux');
    expect(await second?.get('refresh')).toBe('a-token');
    expect(await second?.get('other')).toBeUndefined();
  });

  it('loses nothing when two are set at once, and forgets what is set to undefined', async () => {
    const secrets = (await openKeychainSecrets(storage, file, 'linux'))!;
    await Promise.all([secrets.set('a', '1'), secrets.set('b', '2')]);
    await secrets.set('a', undefined);
    expect(await secrets.get('a')).toBeUndefined();
    expect(await secrets.get('b')).toBe('2');
  });

  it('seals again when the key was turned over', async () => {
    const secrets = (await openKeychainSecrets(storage, file, 'linux'))!;
    await secrets.set('a', '1');
    writeFileSync(file, readFileSync(file, 'utf8'));
    const before = statSync(file).ino;
    storage.keyTurnedOver = true;
    expect(await secrets.get('a')).toBe('1');
    expect(statSync(file).ino).not.toBe(before);
  });

  it('names a file that is no longer what it wrote, and does not overwrite it', async () => {
    const secrets = (await openKeychainSecrets(storage, file, 'linux'))!;
    await secrets.set('a', '1');
    writeFileSync(file, '{"a": 5}');
    await expect(secrets.get('a')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(secrets.set('b', '2')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(readFileSync(file, 'utf8')).toBe('{"a": 5}');
  });
});
