import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Secrets } from '../ports.ts';

/**
 * Secrets in a JSON file that only its owner can read (mode 0600), written whole and renamed, so that a crash
 * leaves the old or the new one. Permissions loosened by somebody else are tightened before the file is used.
 */
export function createFileSecrets(file: string): Secrets {
  // One write after another: two at once would each drop what the other set.
  let last: Promise<unknown> = Promise.resolve();

  const write = async (name: string, value: string | undefined): Promise<void> => {
    const secrets = new Map(Object.entries(await read(file)));
    if (value === undefined) secrets.delete(name);
    else secrets.set(name, value);
    await replace(file, JSON.stringify(Object.fromEntries(secrets)));
  };

  return {
    kind: 'file',
    get: async (name) => {
      await last.catch(() => undefined);
      const secrets = await read(file);
      return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    },
    set: (name, value) => {
      const next = last.catch(() => undefined).then(() => write(name, value));
      last = next;
      return next;
    },
  };
}

async function read(file: string): Promise<Record<string, string>> {
  try {
    await tighten(file);
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    if (error instanceof SyntaxError) {
      throw new SatchelError('CONFIG_INVALID', { file, detail: 'it is not JSON any more' });
    }
    throw error;
  }
}

async function tighten(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) await chmod(file, 0o600);
}

async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
