// `npm run updates:keys -- --private FILE` makes the pair; `npm run updates:sign -- --private FILE [--folder DIR]` signs.
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { updateKey } from './bundle/electron-bundle.ts';
import { makeKeys } from './updates/make-keys.ts';
import { signFolder } from './updates/sign-folder.ts';

const root = dirname(import.meta.dirname);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { private: { type: 'string' }, folder: { type: 'string' } },
});
const privateFile = values.private;
const publicFile = join(root, updateKey);

try {
  if (privateFile === undefined) throw new RangeError('name the private key: --private FILE');
  if (positionals[0] === 'keys') {
    makeKeys({ root, privateFile, publicFile });
    console.log(
      `✓ ${updateKey} is the public key: commit it, and build.\n` +
        `✓ ${resolve(privateFile)} is the private one. Keep it off every machine that faces a network, with a copy:\n` +
        '  whoever has it can put any program on every desk, and without it no desk takes an update any more.',
    );
  } else {
    const folder = values.folder ?? join(root, 'build/out/installers');
    const signed = signFolder({ folder, privateFile, publicFile });
    for (const name of signed) console.log(`✓ signed ${join(folder, name)}`);
  }
} catch (error) {
  console.log(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
