import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import envPaths from 'env-paths';
import { type Role, roleSchema } from '../../shared/protocol/auth.ts';
import type { Admin } from './admin.ts';
import { withAdmin } from './open-admin.ts';
import { readPassword } from './read-password.ts';
import { serve, type ServeOptions } from './serve.ts';

interface Common {
  data: string;
  json?: boolean;
}

/** Prints a command's answer: one JSON document, or words. */
type Answer = (document: unknown, text: () => string) => void;

export function createProgram(answer: Answer): Command {
  const program = new Command('satchel-server')
    .description('The sync server of Satchel: clinics, users, and the records all desks share.')
    .exitOverride()
    .showHelpAfterError('See --help.')
    .addHelpText(
      'after',
      `
Without DATABASE_URL it runs its own PostgreSQL in the data folder. The clinic and user commands work
while the server runs and while it does not.`,
    );
  addServe(program, answer);
  addClinics(program, answer);
  addUsers(program, answer);
  addPrune(program, answer);
  return program;
}

function addServe(program: Command, answer: Answer): void {
  common(program.command('serve'))
    .description('serve desks until it is stopped with Ctrl-C')
    .option('--port <number>', 'port to listen on', readPort, 7420)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--tls-cert <file>', 'certificate (PEM); needed off loopback, with --tls-key')
    .option('--tls-key <file>', "the certificate's key (PEM)")
    .option('--behind-proxy', 'a proxy in front of this server ends TLS')
    .action(async (options: ServeOptions) => {
      await serve({ ...options, data: resolve(options.data) }, answer);
    });
}

function addClinics(program: Command, answer: Answer): void {
  const clinic = program.command('clinic').description('the clinics of this server');
  common(clinic.command('add'))
    .description('add a clinic')
    .argument('<name>', 'its name, unique on this server')
    .action(async (name: string, options: Common) => {
      const added = await administrate(options, (admin) => admin.addClinic(name));
      answer(added, () => `Added the clinic ${added.name} (${added.id}).`);
    });
  common(clinic.command('list'))
    .description('list the clinics')
    .action(async (options: Common) => {
      const clinics = await administrate(options, (admin) => admin.listClinics());
      answer({ clinics }, () =>
        clinics.length === 0
          ? 'There are no clinics yet. Add one with `satchel-server clinic add NAME`.'
          : columns([
              ['NAME', 'USERS', 'VERSION', 'ID'],
              ...clinics.map((c) => [c.name, String(c.users), String(c.head), c.id]),
            ]),
      );
    });
}

function addUsers(program: Command, answer: Answer): void {
  const user = program.command('user').description('the people who may sign in');
  common(user.command('add'))
    .description('add a user; the password is read from SATCHEL_PASSWORD or standard input')
    .argument('<name>', 'the name to sign in with, unique on this server')
    .requiredOption('--clinic <name>', 'the clinic, by name or id')
    .addOption(
      new Option('--role <role>', 'what they may do').choices(roleSchema.options).default('staff'),
    )
    .action(async (username: string, options: Common & { clinic: string; role: Role }) => {
      const { clinic, role } = options;
      const password = await readPassword();
      const added = await administrate(options, (admin) =>
        admin.addUser({ username, password, clinic, role }),
      );
      answer({ ...added, clinic }, () => `Added ${added.username} (${added.role}) to ${clinic}.`);
    });
  common(user.command('list'))
    .description('list the users')
    .action(async (options: Common) => {
      const users = await administrate(options, (admin) => admin.listUsers());
      answer({ users }, () =>
        users.length === 0
          ? 'There are no users yet. Add one with `satchel-server user add NAME --clinic C`.'
          : columns([
              ['NAME', 'ROLE', 'CLINIC'],
              ...users.map((u) => [u.username, u.role, u.clinic]),
            ]),
      );
    });
}

function addPrune(program: Command, answer: Answer): void {
  common(program.command('prune'))
    .description('forget deletions that every desk has had time to hear of')
    .option('--keep-days <days>', 'keep those of so many days', readDays, 180)
    .action(async (options: Common & { keepDays: number }) => {
      const clinics = await administrate(options, (admin) =>
        admin.pruneTombstones(options.keepDays),
      );
      answer({ clinics }, () =>
        columns([
          ['CLINIC', 'FORGOTTEN', 'UP TO VERSION'],
          ...clinics.map((c) => [c.clinic, String(c.forgotten), String(c.floor)]),
        ]),
      );
    });
}

function readDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 0 || days > 36_500) {
    throw new InvalidArgumentError('days are a whole number from 0 to 36500.');
  }
  return days;
}

function common(command: Command): Command {
  return command
    .addOption(
      new Option('--data <dir>', "the server's data folder")
        .env('SATCHEL_SERVER_DATA')
        .default(envPaths('satchel-server', { suffix: '' }).data),
    )
    .option('--json', 'print one JSON document');
}

function administrate<T>({ data }: Common, work: (admin: Admin) => Promise<T>): Promise<T> {
  return withAdmin({ dataDir: resolve(data), databaseUrl: process.env['DATABASE_URL'] }, work);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('a port is a number from 0 (any free one) to 65535.');
  }
  return port;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
