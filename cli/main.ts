import { z } from 'zod';
import { toSatchelError } from '../shared/errors/satchel-error.ts';
import { createPrinter } from './output/printer.ts';
import { runCommand } from './run-command.ts';

/** For a process that goes on afterwards. */
export { runCommand };

/** Runs one command in a process that is there for nothing else. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  // `satchel … | head` closes the pipe early, which is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  // A command checks a shape once or twice, which takes less than to compile a function for it; rows of a file are many.
  z.config({ jitless: !args.includes('--file') });
  // The engine may run in this thread: what nobody awaited in it is said like any other error, without where in the code.
  process.on('uncaughtException', (error) => {
    createPrinter(args.includes('--json'), process).fail(toSatchelError(error));
    process.exit(1);
  });
  await runCommand(args, process);
}

if (import.meta.main) await runCommandLine(process.argv.slice(2));
