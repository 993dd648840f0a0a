import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { nodeBundle } from '../../build/bundle/node-bundle.ts';
import { buildIfStale } from '../../build/stamp/source-stamp.ts';

const root = join(import.meta.dirname, '../..');
const folder = 'build/out/mortal';

const programs = {
  desk: 'tests/support/desk-process.ts',
  'mortal-desk': 'tests/support/mortal-desk-process.ts',
  'mortal-server': 'tests/support/mortal-server-process.ts',
  'killed-desk': 'tests/engine/backup/killed-desk.ts',
  'first-sync': 'tests/support/first-sync-process.ts',
  swap: 'tests/engine/backup/swap-process.ts',
  reseal: 'tests/engine/store/reseal-process.ts',
} as const;

/** Bundles the programs before tests in several processes find them stale. */
export async function setup(): Promise<void> {
  await buildIfStale(
    root,
    {
      inputs: [
        ...Object.values(programs),
        'tests/support/die.ts',
        '{engine,server,shared}/**/*.ts',
        'build/{bundle,stamp}/*.ts',
        'package-lock.json',
      ],
      stampFile: `${folder}.stamp`,
      product: join(folder, 'desk.js'),
    },
    async () => {
      rmSync(join(root, folder), { recursive: true, force: true });
      await build(nodeBundle(root, folder, { inputs: programs }));
    },
  );
}

/**
 * The path of a program that tests start to kill it, in one file with what it needs: from its sources, some four hundred
 * files, a start takes twice the processor time.
 */
export function mortalProgram(name: keyof typeof programs): string {
  return join(root, folder, `${name}.js`);
}
