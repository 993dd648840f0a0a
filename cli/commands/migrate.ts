import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { MigrateReport, MigrateRequest } from '../../shared/api/migrate.ts';
import { action, type CommandContext, type ExitCode, exitCodes } from '../command-context.ts';
import type { Printer } from '../output/printer.ts';
import { textTable } from '../output/text-table.ts';
import { count } from '../output/words.ts';
import { tableNames, waitForOtherTables } from '../restarted.ts';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate [file]')
    .description('bring an existing database to the server: this desk’s, or any SQLite file')
    .option('--check-only', 'read and count; change nothing, and need no sign-in')
    .option('--force', 'merge into a server that holds records already')
    .option('--own-tables', 'bring the file’s tables as they are, also where some are the clinic’s')
    .action(
      action(
        async (
          context,
          file: string | undefined,
          options: { checkOnly?: boolean; force?: boolean; ownTables?: boolean },
        ) => {
          const { print, next } = context;
          const request = {
            ...(file === undefined ? {} : { file: resolve(file) }),
            ...(options.ownTables === undefined ? {} : { ownTables: options.ownTables }),
            checkOnly: options.checkOnly ?? false,
            force: options.force ?? false,
          };
          if (request.checkOnly && file !== undefined && !existsSync(context.home)) {
            return await checkWithoutHome(context, request);
          }
          const client = await context.engine();
          const report = await runMigration(client, request, print);
          print.answer(report, () => reportText(report, next('conflicts')));
          return exitCodeOf(report);
        },
      ),
    );
}

/** Nothing is made for a check: the file is read through a desk that is gone afterwards. */
async function checkWithoutHome(
  { print, next, terminal }: CommandContext,
  request: MigrateRequest,
): Promise<ExitCode> {
  const home = mkdtempSync(join(tmpdir(), 'satchel-check-'));
  try {
    const { openSession } = await import('../session.ts');
    const log = { write: () => undefined };
    const session = await openSession({ home, log, environment: { ...terminal.env } });
    try {
      const report = await runMigration(session.client, request, print);
      print.answer(report, () => reportText(report, next('conflicts')));
      return exitCodeOf(report);
    } finally {
      await session.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function exitCodeOf(report: MigrateReport): ExitCode {
  const { state, tables } = report;
  const fine =
    state === 'migrated' ||
    (state === 'checked' && isWhole(report)) ||
    (state === 'compared' && tables.every(({ equal }) => equal));
  return fine ? exitCodes.fine : exitCodes.attention;
}

function isWhole({ problems, unknown }: MigrateReport): boolean {
  return problems.length === 0 && unknown.length === 0;
}

async function runMigration(
  client: EngineClient,
  request: MigrateRequest,
  print: Printer,
): Promise<MigrateReport> {
  const before = await tableNames(client);
  const report = await runOnce(client, request, print);
  if (report.state !== 'prepared') return report;
  await waitForOtherTables(client, before);
  return runOnce(client, request, print);
}

async function runOnce(
  client: EngineClient,
  request: MigrateRequest,
  print: Printer,
): Promise<MigrateReport> {
  const bar = print.startProgress();
  const ended = new AbortController();
  const watching = (async () => {
    try {
      const progress = await client.migrate.progress({}, { signal: ended.signal });
      for await (const { phase, table, done, total } of progress) {
        bar.update({ done, total, label: table === null ? phase : `${phase} ${table}` });
      }
    } catch {
      // Only the bar is lost: the migration's own answer says what happened.
    }
  })();
  try {
    return await client.migrate.run(request);
  } finally {
    ended.abort();
    await watching;
    bar.stop();
  }
}

function reportText(report: MigrateReport, conflictsCommand: string): string {
  const lines = [
    report.summary,
    textTable(report.tables, [
      { title: 'Table', value: ({ table }) => table },
      { title: 'In the file', value: ({ rows }) => rows },
      { title: 'Valid', value: ({ valid }) => valid },
      { title: 'Was there', value: ({ there }) => there ?? '' },
      { title: 'New', value: ({ added }) => added },
      { title: 'Conflicts', value: ({ conflicts }) => conflicts },
      { title: 'Left', value: ({ left }) => left },
      {
        title: 'Result',
        value: ({ equal }) => (equal === null ? '' : equal ? 'equal' : 'DIFFERENT'),
      },
    ]),
    ...report.problems.map(
      ({ table, problem, rows }) => `${count(rows, 'record')} of ${table}: ${problem}`,
    ),
    ...report.unknown.map(({ table, column, rows, reason }) =>
      reason !== null
        ? `${table} stays in the file (${count(rows, 'record')}): ${reason}.`
        : column === null
          ? `The clinic has no table ${table} (${count(rows, 'record')}).`
          : `The clinic’s ${table} has no column ${column}.`,
    ),
    ...(!report.ownTables && report.unknown.length > 0
      ? ['To bring the file’s tables as they are, to a clinic of their own: --own-tables']
      : []),
    ...(report.tables.some(({ conflicts }) => conflicts > 0)
      ? [`To decide: ${conflictsCommand}`]
      : []),
    ...(report.backup === null ? [] : [`The backup from before: ${report.backup}`]),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
