import type { Command } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { Backup, BackupProgress, RestoreReport } from '../../shared/api/backups.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, type CommandContext, exitCodes } from '../command-context.ts';
import { readPasswords } from '../input/password.ts';
import type { Printer } from '../output/printer.ts';
import { textTable } from '../output/text-table.ts';
import { age, bytes, count, localTime } from '../output/words.ts';
import { waitForRestart } from '../restarted.ts';
import type { Terminal } from '../terminal.ts';
import { addRecoverCommand } from './backup-recover.ts';

interface PassphraseOption {
  readonly encrypt?: boolean;
  readonly passphrase?: boolean;
}

export function addBackupCommand(program: Command): void {
  const backup = program
    .command('backup')
    .description('make, check and restore backups of this desk');
  addCreate(backup);
  addList(backup);
  addVerify(backup);
  addRestore(backup);
  addExport(backup);
  addRecoverCommand(backup);
}

function addCreate(backup: Command): void {
  backup
    .command('create')
    .description('back up now: copied online, checked, hashed, then listed')
    .option('--to <dir>', 'another folder, which is not pruned')
    .option('--encrypt', 'ask for a passphrase; SATCHEL_BACKUP_PASSPHRASE or standard input')
    .action(
      action(async ({ engine, print, terminal }, options: PassphraseOption & { to?: string }) => {
        const client = await engine();
        const passphrase = options.encrypt ? await readPassphrase(terminal) : {};
        const made = await withProgress(client, print, () =>
          client.backups.create({
            ...passphrase,
            ...(options.to === undefined ? {} : { to: options.to }),
          }),
        );
        print.answer(made, () =>
          [
            `Backed up and verified: ${made.id}`,
            `  ${made.folder}/${made.file}`,
            `  ${bytes(made.sizeBytes)}, ${count(sum(made.counts), 'record')}, ` +
              `${count(made.pending, 'unsent edit')}${made.encrypted ? ', encrypted' : ''}`,
            ...(made.foreignKeyProblems > 0
              ? [`  ${count(made.foreignKeyProblems, 'reference')} in it lead nowhere.`]
              : []),
          ].join('\n'),
        );
        return exitCodes.fine;
      }),
    );
}

function addList(backup: Command): void {
  backup
    .command('list', { isDefault: true })
    .description('list the backups and the age of the last verified one')
    .action(
      action(async ({ engine, print }) => {
        const client = await engine();
        const [status, backups] = await Promise.all([
          client.backups.status(),
          client.backups.list(),
        ]);
        print.answer({ ...status, backups }, () =>
          [status.summary, `Folder: ${status.folder}`, backupTable(backups)].join('\n'),
        );
        return ['late', 'never', 'failed'].includes(status.alarm)
          ? exitCodes.attention
          : exitCodes.fine;
      }),
    );
}

function backupTable(backups: readonly Backup[]): string {
  const now = Date.now();
  return textTable(backups, [
    { title: 'Id', value: ({ id }) => id },
    { title: 'Made', value: ({ createdAt }) => age(createdAt, now) },
    { title: 'Why', value: ({ reason }) => reason },
    { title: 'Size', value: ({ sizeBytes }) => bytes(sizeBytes) },
    { title: 'Records', value: ({ counts }) => sum(counts) },
    { title: 'Desk', value: ({ deviceName }) => deviceName },
    {
      title: 'State',
      value: ({ state, encrypted }) =>
        `${state === 'verified' ? state : state.toUpperCase()}${encrypted ? ', encrypted' : ''}`,
    },
  ]);
}

function addVerify(backup: Command): void {
  backup
    .command('verify [id]')
    .description('read a backup whole and compare it with what it was')
    .option('--all', 'every backup of the list')
    .option('--passphrase', 'also open an encrypted one')
    .action(
      action(
        async (
          { engine, print, terminal },
          id: string | undefined,
          options: PassphraseOption & { all?: boolean },
        ) => {
          if ((id === undefined) === (options.all !== true)) {
            throw new SatchelError('USAGE', { detail: 'Name a backup, or say --all.' });
          }
          const client = await engine();
          const passphrase = options.passphrase ? await readPassphrase(terminal) : {};
          const verdicts = await withProgress(client, print, () =>
            client.backups.verify({ ...passphrase, ...(id === undefined ? {} : { id }) }),
          );
          print.answer(verdicts, () =>
            verdicts.length === 0
              ? 'There is no backup yet.'
              : verdicts
                  .map(({ id: each, ok, detail }) => `${ok ? 'ok  ' : 'BAD '} ${each}  ${detail}`)
                  .join('\n'),
          );
          return verdicts.every(({ ok }) => ok) ? exitCodes.fine : exitCodes.attention;
        },
      ),
    );
}

function addRestore(backup: Command): void {
  backup
    .command('restore <id>')
    .description('put a backup in the place of this desk’s database, then sync')
    .option('--dry-run', 'only say what would change')
    .option('--passphrase', 'ask for the passphrase of an encrypted one')
    .action(
      action(async (context, id: string, options: PassphraseOption & { dryRun?: boolean }) => {
        const { engine, print, terminal } = context;
        const client = await engine();
        const passphrase = options.passphrase ? await readPassphrase(terminal) : {};
        const dryRun = options.dryRun ?? false;
        const before = await incarnation(client);
        const report = await withProgress(client, print, () =>
          client.backups.restore({ id, dryRun, ...passphrase }),
        );
        if (dryRun) {
          print.answer(report, () => restoreText(report, context));
          return exitCodes.fine;
        }
        await waitForRestart(async () => {
          const now = await incarnation(client);
          return now !== undefined && now !== before;
        });
        const status = await client.status.get();
        const sync = status.ready ? await client.sync.run({}) : null;
        const recoverable = await client.backups.recoverable();
        print.answer({ ...report, sync, recoverable: recoverable.length }, () =>
          restoreText(report, context, { synced: sync?.status, recoverable: recoverable.length }),
        );
        return recoverable.length > 0 ? exitCodes.attention : exitCodes.fine;
      }),
    );
}

/** Undefined where the database cannot be opened, which is why one restores. */
async function incarnation(client: EngineClient): Promise<string | undefined> {
  return client.status.get().then(
    ({ device }) => device.incarnation,
    () => undefined,
  );
}

function restoreText(
  report: RestoreReport,
  { next }: CommandContext,
  after?: { readonly synced: string | undefined; readonly recoverable: number },
): string {
  const changed = report.tables.filter(({ here, backup }) => here !== backup);
  const lines = [
    after ? `Restored the backup of ${localTime(report.createdAt)}.` : 'Nothing was changed.',
    report.readable
      ? `${count(report.unsent, 'edit')} of this desk ${after ? 'had' : 'have'} never been sent.`
      : 'The database on this desk could not be read.',
    textTable(changed, [
      { title: 'Table', value: ({ table }) => table },
      { title: after ? 'Before' : 'Here', value: ({ here }) => here },
      { title: 'Backup', value: ({ backup }) => backup },
    ]),
  ];
  if (report.displaced) lines.push(`The database that was here is kept: ${report.displaced}`);
  if (after) {
    lines.push(
      after.synced === undefined
        ? `Nothing was fetched: ${next('login')}, then ${next('sync')}`
        : `Then synced: ${after.synced}.`,
    );
  }
  if (after && after.recoverable > 0) {
    lines.push(`${count(after.recoverable, 'edit')} can be taken back: ${next('backup recover')}`);
  }
  return lines.filter((line) => line !== '').join('\n');
}

function addExport(backup: Command): void {
  backup
    .command('export <id>')
    .description('write a backup as a plain SQLite file, decrypted where it has to be')
    .requiredOption('--to <file>', 'the file to write')
    .option('--passphrase', 'ask for the passphrase of an encrypted one')
    .action(
      action(
        async (
          { engine, print, terminal },
          id: string,
          options: PassphraseOption & { to: string },
        ) => {
          const client = await engine();
          const passphrase = options.passphrase ? await readPassphrase(terminal) : {};
          const answer = await withProgress(client, print, () =>
            client.backups.export({ id, to: options.to, ...passphrase }),
          );
          print.answer(answer, () => `Written: ${answer.path}`);
          return exitCodes.fine;
        },
      ),
    );
}

async function readPassphrase(terminal: Terminal): Promise<{ passphrase: string }> {
  const [passphrase = ''] = await readPasswords(terminal, [
    { prompt: 'Passphrase of the backup: ', variable: 'SATCHEL_BACKUP_PASSPHRASE' },
  ]);
  return { passphrase };
}

/** Runs a task with a bar for a person who watches; Ctrl-C cancels it, and nothing is left half-done. */
async function withProgress<T>(
  client: EngineClient,
  print: Printer,
  task: () => Promise<T>,
): Promise<T> {
  const bar = print.startProgress();
  const ended = new AbortController();
  const watching = (async () => {
    try {
      for await (const progress of await client.backups.progress({}, { signal: ended.signal })) {
        bar.update(progressLine(progress));
      }
    } catch {
      // Only the bar is lost: the task's own answer says what happened.
    }
  })();
  try {
    return await task();
  } finally {
    ended.abort();
    await watching;
    bar.stop();
  }
}

function progressLine({ phase, done, total }: BackupProgress) {
  return { done, total, label: phase };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
