import type { Command } from 'commander';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import { readPassword } from '../input/password.ts';

interface InitOptions {
  readonly server?: string;
  readonly username?: string;
  readonly environment?: string;
  readonly deviceName?: string;
}

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('set this desk up, and sign in where a server is named')
    .option('--server <url>', 'the sync server')
    .option(
      '--username <name>',
      'who signs in; the password is read from SATCHEL_PASSWORD or stdin',
    )
    .option('--environment <name>', 'the profile to set up', 'production')
    .option('--device-name <name>', 'what this desk is called')
    .action(
      action(async ({ engine, home, next, print, terminal }, options: InitOptions) => {
        if ((options.server === undefined) !== (options.username === undefined)) {
          throw new SatchelError('USAGE', { detail: '--server and --username go together.' });
        }
        const password = options.username === undefined ? undefined : await readPassword(terminal);
        const client = await engine({ create: true });
        const account = await client.account.setup({ ...options, password });
        print.answer({ home, ...account }, () =>
          [
            `Satchel is set up in ${home}.`,
            account.signedIn
              ? `Signed in to ${String(account.server)} as ${String(account.username)} of ${String(account.clinic)}.`
              : 'No server yet: work is kept on this desk.',
            account.signedIn
              ? `Next: ${next('sync')}`
              : `To sync later: ${next('init --server URL --username NAME')}`,
          ].join('\n'),
        );
        return exitCodes.fine;
      }),
    );
}
