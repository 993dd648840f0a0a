import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyPrograms } from '../../../server/store/cluster-place.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

function programs() {
  const folder = temporaryFolder();
  const native = join(folder, 'native');
  mkdirSync(join(native, 'bin'), { recursive: true });
  mkdirSync(join(native, 'lib'));
  writeFileSync(join(native, 'bin', 'postgres'), 'the program');
  writeFileSync(join(native, 'lib', 'libicuuc.so.60.2'), 'the library');
  symlinkSync('libicuuc.so.60.2', join(native, 'lib', 'libicuuc.so.60'));
  return { folder, native, copy: join(folder, 'copy') };
}

const library = (copy: string) => readFileSync(join(copy, 'lib', 'libicuuc.so.60'), 'utf8');

it('a copy of the programs needs nothing of the folder it came from', () => {
  const { folder, native, copy } = programs();
  copyPrograms(native, copy);
  rmSync(native, { recursive: true });
  expect(library(copy)).toBe('the library');
  expect(readdirSync(folder)).toEqual(['copy']);
});

it('a copy that is there is used as it is', () => {
  const { native, copy } = programs();
  copyPrograms(native, copy);
  writeFileSync(join(native, 'lib', 'libicuuc.so.60.2'), 'another');
  copyPrograms(native, copy);
  expect(library(copy)).toBe('the library');
});
