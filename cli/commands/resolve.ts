import type { Command } from 'commander';
import { strategySchema } from '../../shared/api/conflicts.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, type CommandContext, type ExitCode, exitCodes } from '../command-context.ts';
import { count } from '../output/words.ts';
import { parseExactJson } from '../input/typed-values.ts';
import type { WireValue } from '../../shared/records/values.ts';

interface ResolveOptions {
  readonly strategy?: string;
  readonly value?: string;
  readonly field?: string[];
  readonly notes?: string;
  readonly undo?: boolean;
  readonly all?: boolean;
  readonly table?: string;
}

export function addResolveCommand(program: Command): void {
  program
    .command('resolve')
    .description('decide a conflict, or many at once, or take a decision back')
    .argument('[ids...]', 'as `satchel conflicts` shows them')
    .option('--strategy <strategy>', 'keep_local, keep_remote, rename_local, merge or keep_both')
    .option('--value <value>', 'the value to keep, where the strategy takes one (JSON or text)')
    .option('--field <name=choice...>', 'with merge: local, remote or :JSON, field by field')
    .option('--notes <text>', 'why, for whoever reads it later')
    .option('--all', 'every open conflict')
    .option('--table <name>', 'with --all: of this table only')
    .option('--undo', 'open a decided conflict again')
    .action(
      action(async (context, ids: string[], options: ResolveOptions) => {
        const [id, another] = ids;
        if (options.all ? id !== undefined : id === undefined) {
          throw new SatchelError('USAGE', { detail: 'Give an id, or --all for every conflict.' });
        }
        if (options.undo) return undo(context, ids);
        if (options.strategy === undefined) {
          throw new SatchelError('USAGE', {
            detail: `Say how: --strategy ${strategySchema.options.join(', ')}.`,
          });
        }
        const { strategy } = options;
        return id === undefined || another !== undefined
          ? decideMany(context, ids, { ...options, strategy })
          : decideOne(context, id, { ...options, strategy });
      }),
    );
}

type Decided = ResolveOptions & { readonly strategy: string };

async function decideOne(
  { engine, next, print }: CommandContext,
  id: string,
  options: Decided,
): Promise<ExitCode> {
  const client = await engine();
  const answer = await client.conflicts.resolve({
    id,
    strategy: options.strategy,
    newValue: options.value === undefined ? undefined : parseValue(options.value),
    choices: options.field && Object.fromEntries(options.field.map(parseChoice)),
    notes: options.notes,
  });
  const then = next('sync');
  print.answer({ ...answer, next: then }, () => `${answer.message}\nNext: ${then}`);
  return exitCodes.fine;
}

async function decideMany(
  { engine, next, print }: CommandContext,
  ids: readonly string[],
  { strategy, table, notes }: Decided,
): Promise<ExitCode> {
  const client = await engine();
  const chosen = ids.length > 0 ? { ids: [...ids] } : { table };
  const answer = await client.conflicts.resolveMany({ ...chosen, strategy, notes });
  print.answer(answer, () =>
    [
      `${count(answer.resolved.length, 'conflict')} resolved.`,
      ...answer.failed.map(({ id, reason }) => `${id} stays: ${reason}`),
      `Next: ${next('sync')}`,
    ].join('\n'),
  );
  return answer.failed.length > 0 ? exitCodes.attention : exitCodes.fine;
}

async function undo(
  { engine, next, print }: CommandContext,
  ids: readonly string[],
): Promise<ExitCode> {
  const client = await engine();
  for (const id of ids) await client.conflicts.undo({ id });
  const then = next('conflicts');
  print.answer({ success: true, ids }, () => `Open again. Decide anew: ${then}`);
  return exitCodes.fine;
}

/** `dose=local`, `unit=remote`, `route=:"oral"`. */
function parseChoice(text: string): [string, 'local' | 'remote' | { value: WireValue }] {
  const [, field = '', choice = ''] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (choice === 'local' || choice === 'remote') return [field, choice];
  if (choice.startsWith(':')) return [field, { value: parseValue(choice.slice(1)) }];
  throw new SatchelError('USAGE', {
    detail: '--field takes NAME=local, NAME=remote or NAME=:VALUE.',
  });
}

function parseValue(text: string): WireValue {
  try {
    const value = parseExactJson(text);
    return typeof value === 'object' && value !== null ? text : (value as WireValue);
  } catch {
    return text;
  }
}
