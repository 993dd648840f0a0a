import { startEngine } from '../../engine/index.ts';
import { createMemoryLog } from './memory-log.ts';

/** Holds the store of `--home DIR` without answering anybody, until it is killed. */
const home = process.argv[process.argv.indexOf('--home') + 1] ?? '';
await startEngine({ home, log: createMemoryLog(), autoSync: false, reader: false });
process.stdout.write('holding\n');
