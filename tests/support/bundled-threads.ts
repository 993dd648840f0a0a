import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureCommandBundle } from '../../build/bundle/command-bundle.ts';

const program = await ensureCommandBundle(join(import.meta.dirname, '../..'), () => undefined);

/** The engine's real threads as they are bundled: from its sources, a start reads four hundred files and takes twice as long. */
export const bundledThreads = {
  engine: pathToFileURL(join(dirname(program), 'engine-thread.js')),
  reader: pathToFileURL(join(dirname(program), 'reader-thread.js')),
};
