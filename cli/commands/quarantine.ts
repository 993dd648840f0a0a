import type { Command } from 'commander';
import { action, exitCodes } from '../command-context.ts';
import { textTable } from '../output/text-table.ts';
import { localTime } from '../output/words.ts';

export function addQuarantineCommand(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('records the server refused, set aside until somebody corrects them');
  quarantine
    .command('list', { isDefault: true })
    .description('list them with the reasons')
    .action(
      action(async ({ engine, print }) => {
        const rows = await (await engine()).quarantine.list();
        print.answer(rows, () =>
          rows.length === 0
            ? 'Nothing is set aside.'
            : textTable(rows, [
                { title: 'Table', value: ({ table }) => table },
                { title: 'Key', value: ({ key }) => key },
                { title: 'Record', value: ({ title }) => title },
                { title: 'Change', value: ({ op }) => op },
                { title: 'Since', value: ({ at }) => localTime(at) },
                { title: 'Reason', value: ({ reason }) => reason },
              ]),
        );
        return rows.length > 0 ? exitCodes.attention : exitCodes.fine;
      }),
    );
}
