import type { Command } from 'commander';
import { action, exitCodes } from '../command-context.ts';
import { textTable } from '../output/text-table.ts';

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('compare this desk with the server by content, row for row')
    .action(
      action(async ({ engine, next, print }) => {
        const report = await (await engine()).compare.run();
        print.answer(report, () =>
          [
            report.equal
              ? 'Equal: both sides hold the same records.'
              : 'Different: both sides do not hold the same records.',
            ...(report.atRest
              ? []
              : [
                  `Something was still on its way, so a difference proves nothing: ${next('sync')}`,
                ]),
            textTable(report.tables, [
              { title: 'Table', value: ({ table }) => table },
              { title: 'Here', value: ({ here }) => here },
              { title: 'Server', value: ({ there }) => there },
              { title: 'Result', value: ({ equal }) => (equal ? 'equal' : 'DIFFERENT') },
            ]),
          ].join('\n'),
        );
        return report.equal ? exitCodes.fine : exitCodes.attention;
      }),
    );
}
