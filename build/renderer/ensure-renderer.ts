import { join } from 'node:path';
import { buildIfStale } from '../stamp/source-stamp.ts';

/** Where the built window lies, under the repository's root. */
export const rendererFolder = 'build/out/renderer';

/** Builds the window unless what lies in `rendererFolder` was built from the same sources. */
export async function ensureRenderer(
  root: string,
  say: (line: string) => void,
): Promise<{ folder: string; built: boolean }> {
  const built = await buildIfStale(
    root,
    {
      inputs: [
        'renderer/**/*',
        'shared/**/*.ts',
        'build/renderer/*.ts',
        'build/stamp/*.ts',
        'package-lock.json',
        'tsconfig.base.json',
      ],
      stampFile: 'build/out/renderer.stamp',
      product: join(rendererFolder, 'index.html'),
    },
    async () => {
      say('Building the window (only when its sources changed) …');
      const { build } = await import('vite');
      await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' });
    },
  );
  return { folder: join(root, rendererFolder), built };
}
