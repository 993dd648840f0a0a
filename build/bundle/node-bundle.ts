import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';

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
    plugins: [httpWithoutFacade, threadsStayApart],
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
          // Lies in a file of its own: in that of a thread, a program that names it would run the thread's first lines.
          codeSplitting: { groups: [{ name: 'events', test: /\/engine\/events\// }] },
        },
      },
    },
  };
}

const HTTP = '\0node-http';

/**
 * An import of `node:http` reads every export once, and for three of them, those of web sockets, Node loads its whole
 * `fetch`: a fifth of a short command's start. Taken as an object, each is read when it is used.
 */
const httpWithoutFacade: Plugin = {
  name: 'http-without-facade',
  enforce: 'pre',
  resolveId: (source) => (/^(node:)?http$/.test(source) ? HTTP : null),
  load: (id) => (id === HTTP ? "module.exports = process.getBuiltinModule('node:http');" : null),
};

/** A thread's file begins the thread: nothing else may import it for something that happens to lie in it. */
const threadsStayApart: Plugin = {
  name: 'threads-stay-apart',
  generateBundle(_options, bundle) {
    const threads = Object.keys(engineThreads).flatMap((name) => [`${name}.js`, `${name}.cjs`]);
    for (const part of Object.values(bundle)) {
      const found = part.type === 'chunk' && part.imports.find((name) => threads.includes(name));
      if (found)
        throw new RangeError(`${part.fileName} imports ${found}, which would start a thread`);
    }
  },
};
