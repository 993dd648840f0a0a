import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { MigrateReport, MigrateRequest } from '../../shared/api/migrate.ts';
import { action, exitCodes } from '../command-context.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import { textTable } from '../output/text-table.ts';
import { count } from '../output/words.ts';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate [file]')
    .description(
      'bring an existing database, this desk’s or a file of the clinic’s tables, to the server',
    )
    .option('--check-only', 'read and count; change nothing')
    .option('--force', 'merge into a server that holds records already')
    .action(
      action(
        async (
          { engine, print, next },
          file: string | undefined,
          options: { checkOnly?: boolean; force?: boolean },
        ) => {
          const client = await engine();
          const report = await runMigration(
            client,
            {
              ...(file === undefined ? {} : { file: resolve(file) }),
              checkOnly: options.checkOnly ?? false,
              force: options.force ?? false,
            },
            print.json,
          );
          print.answer(report, () => reportText(report, next('conflicts')));
          const fine =
            report.state === 'migrated' || (report.state === 'checked' && isWhole(report));
          return fine || (report.state === 'compared' && report.tables.every(({ equal }) => equal))
            ? exitCodes.fine
            : exitCodes.attention;
        },
      ),
    );
}

function isWhole({ problems, unknown }: MigrateReport): boolean {
  return problems.length === 0 && unknown.length === 0;
}

async function runMigration(
  client: EngineClient,
  request: MigrateRequest,
  json: boolean,
): Promise<MigrateReport> {
  const bar = createProgressBar(json);
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
    ...report.unknown.map(({ table, column, rows }) =>
      column === null
        ? `The clinic has no table ${table} (${count(rows, 'record')}).`
        : `The clinic’s ${table} has no column ${column}.`,
    ),
    ...(report.tables.some(({ conflicts }) => conflicts > 0)
      ? [`To decide: ${conflictsCommand}`]
      : []),
    ...(report.backup === null ? [] : [`The backup from before: ${report.backup}`]),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
