import { join } from 'node:path';
import type { InlineConfig } from 'vite';

/** Packages with machine code stay packages: their loader looks for the binary beside itself. */
export const nativePackages: readonly string[] = ['better-sqlite3', '@node-rs/argon2'];

/** A program that starts the engine finds its threads beside itself, under these names. */
export const engineThreads = {
  'engine-thread': 'engine/thread/engine-thread.ts',
  'reader-thread': 'engine/thread/reader-thread.ts',
  'job-thread': 'engine/thread/job-thread.ts',
} as const;

/** How programs for Node are bundled: each input one file of its name in `folder`, and shared parts beside them. */
export function nodeBundle(
  root: string,
  folder: string,
  { inputs, format = 'es' }: { inputs: Readonly<Record<string, string>>; format?: 'es' | 'cjs' },
): InlineConfig {
  const input = Object.entries(inputs).map(([name, path]) => [name, join(root, path)] as const);
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['electron', ...nativePackages] },
    build: {
      ssr: true,
      outDir: join(root, folder),
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        input: Object.fromEntries(input),
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  };
}
