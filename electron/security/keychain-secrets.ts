import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import type { Secrets } from '../../engine/index.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

export type KeychainStorage = Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'getSelectedStorageBackend'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
>;

const sealedSchema = z.record(z.string(), z.base64());

/**
 * Secrets sealed by the system's keychain, in a file that only its owner can read.
 *
 * Undefined where there is no real keychain: on Linux without one, `basic_text` would seal with a password that
 * is published in Chromium's source, which looks like protection and is none.
 */
export async function openKeychainSecrets(
  safeStorage: KeychainStorage,
  file: string,
  platform: NodeJS.Platform,
): Promise<Secrets | undefined> {
  const backend = backendOf(safeStorage, platform);
  if (platform === 'linux') {
    if (backend === 'basic_text' || backend === 'unknown') return undefined;
  }
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return undefined;
  // One write after another: two at once would each drop what the other set.
  let last: Promise<unknown> = Promise.resolve();

  const write = async (name: string, value: string | undefined): Promise<void> => {
    const sealed = new Map(Object.entries(await read(file)));
    if (value === undefined) sealed.delete(name);
    else sealed.set(name, (await safeStorage.encryptStringAsync(value)).toString('base64'));
    await replace(file, JSON.stringify(Object.fromEntries(sealed)));
  };

  const set = (name: string, value: string | undefined): Promise<void> => {
    const next = last.catch(() => undefined).then(() => write(name, value));
    last = next;
    return next;
  };

  return {
    kind: 'keychain',
    backend,
    get: async (name) => {
      await last.catch(() => undefined);
      const sealed = new Map(Object.entries(await read(file))).get(name);
      if (sealed === undefined) return undefined;
      const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
      // The keychain's key was turned over: seal with the new one while the old one still opens it.
      if (opened.shouldReEncrypt) await set(name, opened.result);
      return opened.result;
    },
    set,
  };
}

/** In the system's words. Recorded with each key: where another answers later, that explains a key that is gone. */
function backendOf(safeStorage: KeychainStorage, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Keychain';
  if (platform === 'win32') return 'DPAPI';
  return safeStorage.getSelectedStorageBackend();
}

async function read(file: string): Promise<Record<string, string>> {
  try {
    return sealedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new SatchelError(
      'CONFIG_INVALID',
      { file, detail: 'it is not a file of sealed secrets; delete it and sign in again' },
      { cause: error },
    );
  }
}

/** Written whole and renamed, so that a crash leaves the old or the new one. */
async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${String(process.pid)}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}
