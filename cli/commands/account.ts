import { type Command, Option } from 'commander';
import type { Account } from '../../shared/api/account.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import { readPassword, readPasswords } from '../input/password.ts';

export function addAccountCommands(program: Command): void {
  program
    .command('login')
    .description('sign in at this desk; the password is read from SATCHEL_PASSWORD or stdin')
    .addOption(new Option('--username <name>', 'who; by default, who was signed in last'))
    .action(
      action(async ({ engine, print, terminal }, options: { username?: string }) => {
        const client = await engine();
        const username = options.username ?? (await client.status.get()).username;
        if (username === null) {
          throw new SatchelError('USAGE', { detail: 'Name who signs in with --username.' });
        }
        const password = await readPassword(terminal);
        const account = await client.account.login({ username, password });
        print.answer(account, () => accountText(account));
        return exitCodes.fine;
      }),
    );

  program
    .command('logout')
    .description('forget the sign-in on this desk; records and unsent work stay')
    .action(
      action(async ({ engine, print }) => {
        const account = await (await engine()).account.logout();
        print.answer(account, () => 'Signed out. Records and unsent work stay on this desk.');
        return exitCodes.fine;
      }),
    );

  program
    .command('whoami')
    .description('say who is signed in, and where')
    .action(
      action(async ({ engine, print }) => {
        const account = await (await engine()).account.whoami();
        print.answer(account, () => accountText(account));
        return exitCodes.fine;
      }),
    );

  program
    .command('password')
    .description(
      'change your password: the current and the new one from stdin (a line each), or from SATCHEL_PASSWORD and SATCHEL_NEW_PASSWORD',
    )
    .action(
      action(async ({ engine, print, terminal }) => {
        const [current = '', next = ''] = await readPasswords(terminal, [
          { prompt: 'Current password: ', variable: 'SATCHEL_PASSWORD' },
          { prompt: 'New password: ', variable: 'SATCHEL_NEW_PASSWORD' },
        ]);
        const answer = await (await engine()).account.password({ current, next });
        print.answer(answer, () => 'The password was changed.');
        return exitCodes.fine;
      }),
    );
}

const places: Record<Account['secrets'], string> = {
  file: 'in a file only you can read',
  keychain: "in this computer's keychain",
  memory: 'in memory only',
};

function accountText(account: Account): string {
  const desk = `This desk is ${account.device.name} (${account.device.id}).`;
  if (!account.signedIn) return `Nobody is signed in.\n${desk}`;
  const role = account.role ? ` (${account.role})` : '';
  return [
    `${String(account.username)}${role} of ${String(account.clinic)}, at ${String(account.server)} (${account.environment}).`,
    desk,
    `The sign-in is kept ${places[account.secrets]}.`,
  ].join('\n');
}
