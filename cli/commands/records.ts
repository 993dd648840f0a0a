import { type Command, Option } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { RecordView, TableDescription } from '../../shared/api/records.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, type CommandContext, exitCodes } from '../command-context.ts';
import { checkRowFile, readRowFile, readRows } from '../input/row-file.ts';
import { getColumn, getTable, parseAssignments } from '../input/typed-values.ts';
import { recordText, recordsText, tableText, tablesText } from '../output/record-text.ts';

interface ListOptions {
  readonly search?: string;
  readonly where?: string[];
  readonly sort?: string;
  readonly limit: string;
  readonly offset: string;
}

export function addRecordsCommands(program: Command): void {
  const records = program.command('records').description('read and change records');

  records
    .command('tables')
    .description('list the tables, or the columns of one')
    .argument('[table]')
    .action(
      action(async ({ engine, print }, name: string | undefined) => {
        const tables = await (await engine()).records.tables();
        if (name === undefined) print.answer(tables, () => tablesText(tables));
        else {
          const table = getTable(tables, name);
          print.answer(table, () => tableText(table));
        }
        return exitCodes.fine;
      }),
    );

  records
    .command('list')
    .description('list records of a table')
    .argument('<table>')
    .option('--search <words>', 'only those in which every word occurs')
    .option('--where <column=value...>', 'only those with these values')
    .option('--sort <column>', 'by this column; -COLUMN for the other way round')
    .addOption(new Option('--limit <count>', 'how many (1 to 1000)').default('100'))
    .addOption(new Option('--offset <count>', 'after how many').default('0'))
    .action(
      action(async ({ engine, print }, name: string, options: ListOptions) => {
        const client = await engine();
        const table = await tableOf(client, name);
        const sortBy = options.sort?.replace(/^-/, '');
        if (sortBy !== undefined) getColumn(table, sortBy);
        const page = await client.records.list({
          table: table.name,
          search: options.search,
          where: options.where && parseAssignments(table, options.where),
          sort:
            sortBy === undefined
              ? undefined
              : { column: sortBy, descending: options.sort?.startsWith('-') ?? false },
          limit: options.limit,
          offset: options.offset,
        });
        print.answer(page, () => recordsText(table, page));
        return exitCodes.fine;
      }),
    );

  records
    .command('get')
    .description('show one record')
    .argument('<table>')
    .argument('<key>')
    .action(
      action(async ({ engine, print }, name: string, key: string) => {
        const client = await engine();
        const table = await tableOf(client, name);
        const record = await client.records.get({ table: table.name, key });
        print.answer(record, () => recordText(table, record));
        return exitCodes.fine;
      }),
    );

  records
    .command('add')
    .description('add a record, or many from a file')
    .argument('<table>')
    .argument('[values...]', 'COLUMN=VALUE, or COLUMN:=JSON (such as notes:=null)')
    .option('--file <rows.ndjson>', 'one JSON object a line; - reads standard input')
    .action(
      action(async (context, name: string, values: string[], options: AddOptions) => {
        const { print } = context;
        const client = await context.engine();
        const table = await tableOf(client, name);
        if ((options.file === undefined) === (values.length === 0)) {
          throw new SatchelError('USAGE', { detail: 'Give either COLUMN=VALUE … or --file.' });
        }
        if (options.file !== undefined) {
          const added = await addFile(context, table, options.file);
          print.answer({ table: name, added }, () => `${added} records were added to ${name}.`);
          return exitCodes.fine;
        }
        const record = await client.records.add({
          table: table.name,
          values: parseAssignments(table, values),
        });
        print.answer(record, () => `Added.\n${recordText(table, record)}`);
        return exitCodes.fine;
      }),
    );

  records
    .command('set')
    .description('change values of a record')
    .argument('<table>')
    .argument('<key>')
    .argument('<values...>', 'COLUMN=VALUE, or COLUMN:=JSON')
    .action(
      action(async ({ engine, print }, name: string, key: string, values: string[]) => {
        const client = await engine();
        const table = await tableOf(client, name);
        const record: RecordView = await client.records.set({
          table: table.name,
          key,
          values: parseAssignments(table, values),
        });
        print.answer(record, () => `Saved.\n${recordText(table, record)}`);
        return exitCodes.fine;
      }),
    );

  records
    .command('delete')
    .description('delete a record')
    .argument('<table>')
    .argument('<key>')
    .action(
      action(async ({ engine, print }, name: string, key: string) => {
        const client = await engine();
        const table = await tableOf(client, name);
        const answer = await client.records.delete({ table: table.name, key });
        print.answer({ ...answer, table: name, key }, () => `Deleted ${key} from ${name}.`);
        return exitCodes.fine;
      }),
    );
}

interface AddOptions {
  readonly file?: string;
}

async function tableOf(client: EngineClient, name: string): Promise<TableDescription> {
  return getTable(await client.records.tables(), name);
}

/** Adds the rows of an NDJSON file, chunk by chunk, each whole or not at all. Returns how many. */
async function addFile(
  { engine, print, terminal }: CommandContext,
  table: TableDescription,
  file: string,
): Promise<number> {
  const client = await engine();
  const total = file === '-' ? undefined : await checkRowFile(file, table);
  const chunks = file === '-' ? readRows(terminal.stdin, table) : readRowFile(file, table);
  const bar = print.startProgress();
  let added = 0;
  try {
    for await (const { rows } of chunks) {
      const { keys } = await client.records.addMany({ table: table.name, rows });
      added += keys.length;
      bar.update({ done: added, total: total?.rows ?? null, label: table.name });
    }
  } finally {
    bar.stop();
  }
  return added;
}
