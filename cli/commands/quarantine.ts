import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Quarantined } from '../../shared/api/quarantine.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import { getTable, parseAssignments } from '../input/typed-values.ts';
import { safeText } from '../output/safe-text.ts';
import { textTable } from '../output/text-table.ts';
import { count, localTime } from '../output/words.ts';

export function addQuarantineCommand(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('records the server refused, set aside until somebody decides');
  addList(quarantine);
  addEdit(quarantine);
  addRetry(quarantine);
  addExport(quarantine);
  addDiscard(quarantine);
  addUndo(quarantine);
}

function addList(quarantine: Command): void {
  quarantine
    .command('list', { isDefault: true })
    .description('list them with the reasons')
    .action(
      action(async ({ engine, print, next }) => {
        const rows = await (await engine()).quarantine.list();
        print.answer(rows, () =>
          rows.length === 0
            ? 'Nothing is set aside.'
            : `${listText(rows)}\n\nCorrect one: ${next('quarantine edit ID COLUMN=VALUE')}\nSend again as it is: ${next('quarantine retry ID')}\nGive one up: ${next('quarantine discard ID')}`,
        );
        return rows.length > 0 ? exitCodes.attention : exitCodes.fine;
      }),
    );
}

function listText(rows: readonly Quarantined[]): string {
  return textTable(rows, [
    { title: 'Id', value: ({ id }) => id },
    { title: 'Record', value: ({ title }) => safeText(title) },
    { title: 'Change', value: ({ op }) => op },
    { title: 'By', value: ({ author }) => safeText(author ?? '–') },
    { title: 'Since', value: ({ at }) => localTime(at) },
    { title: 'Waiting', value: ({ dependants }) => String(dependants.length) },
    { title: 'Reason', value: ({ reason }) => reason },
  ]);
}

function addEdit(quarantine: Command): void {
  quarantine
    .command('edit')
    .description('correct a record; the next sync sends it')
    .argument('<id>', 'as `satchel quarantine` shows it')
    .argument('<values...>', 'COLUMN=VALUE, or COLUMN:=JSON')
    .action(
      action(async ({ engine, print, next }, id: string, values: string[]) => {
        const client = await engine();
        const table = getTable(await client.records.tables(), id.split(':', 1).join(''));
        const answer = await client.quarantine.edit({
          id,
          values: parseAssignments(table, values),
        });
        print.answer({ ...answer, id }, () => `Saved.\nNext: ${next('sync')}`);
        return exitCodes.fine;
      }),
    );
}

function addRetry(quarantine: Command): void {
  quarantine
    .command('retry')
    .description('send records again as they are, such as after the server was changed')
    .argument('[ids...]', 'as `satchel quarantine` shows them')
    .option('--all', 'all of them')
    .action(
      action(async ({ engine, print, next }, ids: string[], options: { all?: boolean }) => {
        const all = options.all ?? false;
        if (all === ids.length > 0) {
          throw new SatchelError('USAGE', { detail: 'Give ids, or --all for all of them.' });
        }
        const answer = await (await engine()).quarantine.retry(all ? {} : { ids });
        print.answer(answer, () =>
          [
            `${count(answer.retried.length, 'record')} will be sent again.`,
            ...answer.failed.map(({ id, reason }) => `${id} stays: ${reason}`),
            `Next: ${next('sync')}`,
          ].join('\n'),
        );
        return answer.failed.length > 0 ? exitCodes.attention : exitCodes.fine;
      }),
    );
}

const WARNING = 'The file holds patient data, readable by you alone. Delete it when it has served.';

function addExport(quarantine: Command): void {
  quarantine
    .command('export')
    .description('write them to a file for somebody to look at; it holds patient data')
    .argument('[ids...]', 'only these')
    .option('--out <file.json>', 'where to', 'satchel-quarantine.json')
    .action(
      action(async ({ engine, print }, ids: string[], options: { out: string }) => {
        const document = await (await engine()).quarantine.export(ids.length > 0 ? { ids } : {});
        const file = resolve(options.out);
        await writeOwnFile(file, `${JSON.stringify(document, null, 2)}\n`);
        const records = document.records.length;
        print.answer(
          { file, records, warning: WARNING },
          () => `${count(records, 'record')} written to ${file}.\n${WARNING}`,
        );
        return exitCodes.fine;
      }),
    );
}

/** A new file that only its owner can read. @throws SatchelError USAGE where it is there already */
async function writeOwnFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const detail =
      code === 'EEXIST'
        ? `${file} is already there; give another name with --out.`
        : `${file} could not be written (${code ?? 'unknown'}).`;
    throw new SatchelError('USAGE', { detail }, { cause });
  }
}

function addDiscard(quarantine: Command): void {
  quarantine
    .command('discard')
    .description('give an edit up: the record is again as the server has it')
    .argument('<id>', 'as `satchel quarantine` shows it')
    .option('--dependants', 'the unsent records that reference it, too')
    .action(
      action(async ({ engine, print, next }, id: string, options: { dependants?: boolean }) => {
        const client = await engine();
        const dependants = options.dependants ?? false;
        const discarded = await client.quarantine.discard({ id, dependants });
        print.answer(discarded, () =>
          [
            `${count(discarded.length, 'edit')} given up.`,
            ...discarded.map(
              ({ table, title, undo }) =>
                `${table}: ${safeText(title)}   back with: ${next(`quarantine undo ${undo}`)}`,
            ),
          ].join('\n'),
        );
        return exitCodes.fine;
      }),
    );
}

function addUndo(quarantine: Command): void {
  quarantine
    .command('undo')
    .description('take a discard back; without a number, list what can be taken back')
    .argument('[number]')
    .action(
      action(async ({ engine, print, next }, number: string | undefined) => {
        const client = await engine();
        if (number !== undefined) {
          const answer = await client.quarantine.undo({ undo: number });
          print.answer(answer, () => `It is back, as an unsent edit.\nNext: ${next('sync')}`);
          return exitCodes.fine;
        }
        const rows = await client.quarantine.discarded();
        print.answer(rows, () =>
          rows.length === 0
            ? 'Nothing was given up in the last thirty days.'
            : textTable(rows, [
                { title: 'Number', value: ({ undo }) => String(undo) },
                { title: 'Table', value: ({ table }) => table },
                { title: 'Record', value: ({ title }) => safeText(title) },
                { title: 'Change', value: ({ op }) => op },
                { title: 'By', value: ({ by }) => safeText(by) },
                { title: 'When', value: ({ at }) => localTime(at) },
              ]),
        );
        return exitCodes.fine;
      }),
    );
}
