import type { Command } from 'commander';
import { action, exitCodes } from '../command-context.ts';

export function addTestConnectionCommand(program: Command): void {
  program
    .command('test-connection')
    .description('try the server step by step')
    .action(
      action(async ({ engine, print }) => {
        const test = await (await engine()).status.testConnection();
        print.answer(test, () =>
          [
            `${test.environment}: ${test.url}`,
            ...test.steps.map(
              ({ name, ok, detail }) => `  ${ok ? 'ok  ' : 'FAIL'}  ${name}: ${detail}`,
            ),
            test.ok
              ? `The connection works${test.roundTripMs === null ? '' : ` (${test.roundTripMs.toFixed(0)} ms)`}.`
              : 'The connection does not work.',
          ].join('\n'),
        );
        return test.ok ? exitCodes.fine : exitCodes.failed;
      }),
    );
}
