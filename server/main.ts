import { CommanderError } from 'commander';
import { SatchelError, toSatchelError } from '../shared/errors/satchel-error.ts';
import { createProgram } from './admin/program.ts';

/** Runs one command of `satchel-server` and sets the exit code: 0 fine, 1 failed, 2 used wrongly. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const program = createProgram((document, text) => {
    process.stdout.write(`${json ? JSON.stringify(document) : text()}\n`);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const known =
      error instanceof CommanderError
        ? new SatchelError('USAGE', { detail: error.message.replace(/^error: /, '') })
        : toSatchelError(error);
    process.exitCode = known.entry.exitCode;
    if (json) process.stdout.write(`${JSON.stringify({ error: known.toJSON() })}\n`);
    // Commander has said in words what is wrong with the usage.
    else if (!(error instanceof CommanderError)) {
      process.stderr.write(`${known.message}\n${known.action}\n`);
    }
  }
}

if (import.meta.main) await runCommandLine(process.argv.slice(2));
