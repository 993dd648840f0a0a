import type { Command } from 'commander';
import type { Recoverable } from '../../shared/api/backups.ts';
import { action, exitCodes } from '../command-context.ts';
import { safeText } from '../output/safe-text.ts';
import { textTable } from '../output/text-table.ts';
import { count, localTime } from '../output/words.ts';

interface RecoverOptions {
  readonly apply?: boolean;
  readonly dismiss?: boolean;
}

export function addRecoverCommand(backup: Command): void {
  backup
    .command('recover [ids...]')
    .description('edits that were never sent, from the database that a restore displaced')
    .option('--apply', 'take back those named, or all that overwrite nothing')
    .option('--dismiss', 'offer the others no longer; the displaced database stays')
    .action(
      action(async ({ engine, next, print }, ids: string[], options: RecoverOptions) => {
        const client = await engine();
        if (!options.apply && !options.dismiss) {
          const found = await client.backups.recoverable();
          print.answer(found, () => listText(found, next('backup recover --apply')));
          return found.length > 0 ? exitCodes.attention : exitCodes.fine;
        }
        const answer = await client.backups.recover({
          ...(ids.length > 0 ? { ids } : options.apply ? {} : { ids: [] }),
          dismiss: options.dismiss ?? false,
        });
        print.answer(answer, () =>
          [
            `${count(answer.recovered, 'edit')} taken back, ${count(answer.left, 'edit')} left.`,
            ...answer.failed.map(({ id, message }) => `${id}: ${message}`),
          ].join('\n'),
        );
        return answer.failed.length > 0 || answer.left > 0 ? exitCodes.attention : exitCodes.fine;
      }),
    );
}

function listText(found: readonly Recoverable[], apply: string): string {
  if (found.length === 0) return 'There is nothing to take back.';
  return [
    textTable(found, [
      { title: 'Id', value: ({ id }) => id },
      { title: 'Table', value: ({ table }) => table },
      { title: 'Record', value: ({ title }) => safeText(title) },
      { title: 'Edit', value: ({ op }) => op },
      { title: 'Fields', value: ({ fields }) => fields.map(({ label }) => label).join(', ') },
      { title: 'By', value: ({ actor }) => actor },
      { title: 'When', value: ({ at }) => localTime(at) },
      { title: 'Changed since', value: ({ changedSince }) => (changedSince ? 'YES' : 'no') },
    ]),
    `Take them back: ${apply}`,
    'Those that changed since go over what stands there now, so they have to be named.',
  ].join('\n');
}
