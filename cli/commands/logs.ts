import type { Command } from 'commander';
import type { RunDetail, SyncReport } from '../../shared/api/sync.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import { textTable } from '../output/text-table.ts';
import { bytes, duration, localTime } from '../output/words.ts';

export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .description('list past syncs, or show one by its number')
    .argument('[id]', 'the number of one sync')
    .option('--limit <count>', 'how many, newest first (1 to 1000)', '20')
    .action(
      action(async ({ engine, print }, id: string | undefined, options: { limit: string }) => {
        const limit = wholeNumber('--limit', options.limit, 1000);
        if (id === undefined) {
          const runs = await (await engine()).logs.list({ limit });
          print.answer(runs, () => runsText(runs));
        } else {
          const run = await (
            await engine()
          ).logs.get({ id: wholeNumber('The number', id, Number.MAX_SAFE_INTEGER) });
          print.answer(run, () => runText(run));
        }
        return exitCodes.fine;
      }),
    );
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new SatchelError('USAGE', {
      detail: `${name} must be a whole number from 1 to ${most}.`,
    });
  }
  return value;
}

const total = (map: Readonly<Record<string, number>>): number =>
  Object.values(map).reduce((sum, rows) => sum + rows, 0);

function runsText(runs: readonly SyncReport[]): string {
  if (runs.length === 0) return 'This desk has not synced yet.';
  return textTable(runs, [
    { title: 'No', value: ({ id }) => String(id) },
    { title: 'Started', value: ({ startTime }) => localTime(startTime) },
    { title: 'Why', value: ({ trigger }) => trigger },
    { title: 'Result', value: ({ status }) => status },
    { title: 'Sent', value: ({ localToRemote }) => total(localToRemote) },
    { title: 'Fetched', value: ({ remoteToLocal }) => total(remoteToLocal) },
    { title: 'Conflicts', value: ({ conflicts }) => total(conflicts) },
    { title: 'Took', value: ({ durationSeconds }) => duration(durationSeconds) },
    { title: 'Error', value: ({ error }) => error?.message ?? '' },
  ]);
}

function runText(run: RunDetail): string {
  return [
    runsText([run]),
    `${bytes(run.bytesSent)} sent, ${bytes(run.bytesReceived)} received`,
    textTable(run.events, [
      { title: 'At', value: ({ at }) => localTime(at) },
      { title: 'Level', value: ({ level }) => level },
      { title: 'Table', value: ({ table }) => table },
      { title: 'What', value: ({ message }) => message },
      { title: 'Rows', value: ({ rows }) => rows },
      { title: 'ms', value: ({ durationMs }) => durationMs },
    ]),
  ].join('\n');
}
