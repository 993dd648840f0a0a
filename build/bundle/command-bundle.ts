import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { buildIfStale } from '../stamp/source-stamp.ts';
import { engineThreads, nodeBundle } from './node-bundle.ts';

/** Where the `satchel` command lies after a build: satchel.js, its threads and the host it serves with. */
export const commandFolder = 'build/out/command';

/**
 * Bundles the `satchel` command unless it was bundled from the same sources. It does the same as `cli/bin.mjs` in half
 * the time, for it reads ten files in place of some four hundred.
 * @returns the path of satchel.js
 */
export async function ensureCommandBundle(
  root: string,
  say: (line: string) => void,
): Promise<string> {
  const product = join(commandFolder, 'satchel.js');
  await buildIfStale(
    root,
    {
      inputs: [
        'cli/**/*.ts',
        'host/**/*.ts',
        'engine/**/*.ts',
        'shared/**/*.ts',
        'build/bundle/*.ts',
        'build/stamp/*.ts',
        'config.json',
        'package-lock.json',
      ],
      stampFile: 'build/out/command.stamp',
      product,
    },
    async () => {
      say('Bundling the satchel command (only when its sources changed) …');
      rmSync(join(root, commandFolder), { recursive: true, force: true });
      await build(
        nodeBundle(root, commandFolder, {
          inputs: { satchel: 'cli/main.ts', host: 'host/main.ts', ...engineThreads },
        }),
      );
    },
  );
  return join(root, product);
}
