import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileSecrets } from '../../../engine/thread/file-secrets.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satchel-secrets-'));
  file = join(folder, 'home', 'secrets.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('secrets in a file', () => {
  test('are kept, replaced and forgotten, by name', async () => {
    const secrets = createFileSecrets(file);
    expect(await secrets.get('token')).toBeUndefined();
    await secrets.set('token', 'one');
    await secrets.set('token', 'two');
    await secrets.set('other', 'three');
    expect(await createFileSecrets(file).get('token')).toBe('two');
    await secrets.set('token', undefined);
    expect(await createFileSecrets(file).get('token')).toBeUndefined();
    expect(await createFileSecrets(file).get('other')).toBe('three');
  });

  test('are for their owner only, also where somebody loosened the file', async () => {
    const secrets = createFileSecrets(file);
    await secrets.set('token', 'one');
    expect(await modeOf(file)).toBe(0o600);
    expect(await modeOf(join(folder, 'home'))).toBe(0o700);
    await chmod(file, 0o644);
    await secrets.get('token');
    expect(await modeOf(file)).toBe(0o600);
  });

  test('set at the same moment are all kept, and leave no other file', async () => {
    const secrets = createFileSecrets(file);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => secrets.set(`name ${index}`, `value ${index}`)),
    );
    for (let index = 0; index < 20; index += 1) {
      expect(await secrets.get(`name ${index}`)).toBe(`value ${index}`);
    }
    expect(await readdir(join(folder, 'home'))).toEqual(['secrets.json']);
  });

  test('a name like one of every object is a name like any other', async () => {
    const secrets = createFileSecrets(file);
    expect(await secrets.get('constructor')).toBeUndefined();
    await secrets.set('__proto__', 'kept');
    expect(await secrets.get('__proto__')).toBe('kept');
  });

  test('a damaged file is named, and not written over', async () => {
    await createFileSecrets(file).set('token', 'one');
    await writeFile(file, '{"token":');
    await expect(createFileSecrets(file).get('token')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { file },
    });
    await expect(createFileSecrets(file).set('other', 'x')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
