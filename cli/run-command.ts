import { CommanderError } from 'commander';
import { SatchelError } from '../shared/errors/satchel-error.ts';
import { createPrinter } from './output/printer.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command and sets the terminal's exit code: 0 fine, 1 failed, 2 usage, 3 attention needed. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const json = args.includes('--json');
  try {
    await createProgram(json, terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    terminal.exitCode = 2;
    const detail =
      error.code === 'commander.help' ? 'No command was named.' : sentence(error.message);
    if (json) createPrinter(json, terminal).fail(new SatchelError('USAGE', { detail }));
  }
}

function sentence(message: string): string {
  return message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
}
