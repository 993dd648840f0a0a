import type { Command } from 'commander';
import type { AutoItem, AutoResolveAnswer } from '../../shared/api/auto-resolve.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import { safeText } from '../output/safe-text.ts';
import { count } from '../output/words.ts';

interface AutoResolveOptions {
  readonly max?: string;
  readonly dryRun?: boolean;
}

export function addAutoResolveCommand(program: Command): void {
  program
    .command('auto-resolve')
    .description('decide the conflicts that need no person, and say why the others are left')
    .option('--max <n>', 'decide at most so many (default: 10)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(
      action(async ({ engine, next, print }, options: AutoResolveOptions) => {
        const client = await engine();
        const answer = await client.conflicts.autoResolve({
          max: options.max === undefined ? undefined : toCount(options.max),
          dryRun: options.dryRun ?? false,
        });
        const then = answer.resolved.length > 0 && !answer.dryRun ? next('sync') : null;
        print.answer({ ...answer, next: then }, () =>
          [...lines(answer), ...(then === null ? [] : [`Next: ${then}`])].join('\n'),
        );
        return answer.skipped.length + answer.failed.length > 0
          ? exitCodes.attention
          : exitCodes.fine;
      }),
    );
}

function lines({ dryRun, resolved, skipped, failed }: AutoResolveAnswer): string[] {
  return [
    `${count(resolved.length, 'conflict')} ${dryRun ? 'would be resolved' : 'resolved'}, ${String(skipped.length)} left for a person, ${String(failed.length)} failed.`,
    ...resolved.map((item) => {
      const value = item.value === null ? '' : ` (${safeText(item.value)})`;
      return `${named(item)}: ${item.strategy}${value}, for ${item.reason}`;
    }),
    ...skipped.map((item) => `${named(item)} is left: ${item.reason}`),
    ...failed.map((item) => `${named(item)} failed: ${item.reason}`),
  ];
}

function named({ id, quarantined, collection, title, fieldLabel }: AutoItem): string {
  const place = fieldLabel === null ? '' : `, ${fieldLabel}`;
  return `${quarantined ? 'set aside' : id}  ${collection}: ${safeText(title)}${place}`;
}

function toCount(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1 && number <= 1000) return number;
  throw new SatchelError('USAGE', { detail: '--max takes a whole number from 1 to 1000.' });
}
