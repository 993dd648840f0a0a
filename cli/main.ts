import { CommanderError } from 'commander';
import { z } from 'zod';
import { SatchelError, toSatchelError } from '../shared/errors/satchel-error.ts';
import { createPrinter } from './output/printer.ts';
import { createProgram } from './program.ts';

/** Runs one command and sets the process's exit code: 0 fine, 1 failed, 2 usage, 3 attention needed. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  // `satchel … | head` closes the pipe early, which is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  // A command checks a shape once or twice, which takes less than to compile a function for it; rows of a file are many.
  z.config({ jitless: !args.includes('--file') });
  const json = args.includes('--json');
  // The engine may run in this thread: what nobody awaited in it is said like any other error, without where in the code.
  process.on('uncaughtException', (error) => {
    createPrinter(json).fail(toSatchelError(error));
    process.exit(1);
  });
  try {
    await createProgram(json).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    process.exitCode = 2;
    const detail =
      error.code === 'commander.help' ? 'No command was named.' : sentence(error.message);
    if (json) createPrinter(json).fail(new SatchelError('USAGE', { detail }));
  }
}

function sentence(message: string): string {
  return message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
}

if (import.meta.main) await runCommandLine(process.argv.slice(2));
