import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeKeys } from '../../build/updates/make-keys.ts';
import { signFolder } from '../../build/updates/sign-folder.ts';
import { judgeRelease } from '../../electron/updates/judge-release.ts';
import { temporaryFolder } from '../support/test-desk.ts';

function withKeys() {
  const root = temporaryFolder();
  const elsewhere = temporaryFolder();
  const privateFile = join(elsewhere, 'private.pem');
  const publicFile = join(root, 'public.pem');
  makeKeys({ root, privateFile, publicFile });
  return { root, privateFile, publicFile };
}

function withRelease() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'Satchel-9.0.0.AppImage'), 'program');
  const sha512 = createHash('sha512').update('program').digest('base64');
  const manifest = `version: 9.0.0\nfiles:\n  - url: Satchel-9.0.0.AppImage\n    sha512: ${sha512}\n`;
  writeFileSync(join(folder, 'latest-linux.yml'), manifest);
  return { folder, manifest };
}

it('[UPD-1] makes a pair whose private key only its owner reads, outside of the tree, once', () => {
  const { root, privateFile, publicFile } = withKeys();
  if (process.platform !== 'win32') expect(statSync(privateFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(publicFile, 'utf8')).toContain('BEGIN PUBLIC KEY');
  expect(() => {
    makeKeys({ root, privateFile, publicFile });
  }).toThrow(/EEXIST/);
  const inside = join(root, 'build/private.pem');
  expect(() => {
    makeKeys({ root, privateFile: inside, publicFile });
  }).toThrow(/outside/);
  expect(existsSync(inside)).toBe(false);
});

it('[UPD-1] signs a folder as the app checks it', () => {
  const { privateFile, publicFile } = withKeys();
  const { folder, manifest } = withRelease();
  expect(signFolder({ folder, privateFile, publicFile })).toEqual(['latest-linux.yml']);
  const name = 'latest-linux.yml';
  const signature = readFileSync(join(folder, `${name}.sig`), 'utf8');
  const publicKey = createPublicKey(readFileSync(publicFile));
  const release = { server: 'https://updates.example/', name, manifest, signature };
  expect(judgeRelease(release, { installed: '1.0.0', publicKey }).version).toBe('9.0.0');
});

it('[UPD-1] signs nothing with another key, and no package that its manifest does not describe', () => {
  const { privateFile, publicFile } = withKeys();
  const other = withKeys();
  const { folder } = withRelease();
  expect(() => signFolder({ folder, privateFile, publicFile: other.publicFile })).toThrow(/belong/);
  writeFileSync(join(folder, 'Satchel-9.0.0.AppImage'), 'another');
  expect(() => signFolder({ folder, privateFile, publicFile })).toThrow(/describes/);
  expect(existsSync(join(folder, 'latest-linux.yml.sig'))).toBe(false);
  expect(() => signFolder({ folder: temporaryFolder(), privateFile, publicFile })).toThrow(
    /manifest/,
  );
});
