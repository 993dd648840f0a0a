import type { Command } from 'commander';
import { action, exitCodes } from '../command-context.ts';
import { parseExactJson } from '../input/typed-values.ts';
import type { WireValue } from '../../shared/records/values.ts';

interface ResolveOptions {
  readonly strategy: string;
  readonly value?: string;
  readonly notes?: string;
}

export function addResolveCommand(program: Command): void {
  program
    .command('resolve')
    .description('decide a conflict')
    .argument('<id>', 'as `satchel conflicts` shows it')
    .requiredOption('--strategy <strategy>', 'keep_local or keep_remote')
    .option('--value <value>', 'the value to keep, where the strategy takes one (JSON or text)')
    .option('--notes <text>', 'why, for whoever reads it later')
    .action(
      action(async ({ engine, next, print }, id: string, options: ResolveOptions) => {
        const client = await engine();
        const answer = await client.conflicts.resolve({
          id,
          strategy: options.strategy,
          newValue: options.value === undefined ? undefined : parseValue(options.value),
          notes: options.notes,
        });
        const then = next('sync');
        print.answer({ ...answer, next: then }, () => `${answer.message}\nNext: ${then}`);
        return exitCodes.fine;
      }),
    );
}

function parseValue(text: string): WireValue {
  try {
    const value = parseExactJson(text);
    return typeof value === 'object' && value !== null ? text : (value as WireValue);
  } catch {
    return text;
  }
}
