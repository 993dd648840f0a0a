import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Diagnosis, Finding } from '../../shared/api/diagnose.ts';
import { action, exitCodes } from '../command-context.ts';
import { localTime } from '../output/words.ts';

export function addDiagnoseCommands(program: Command): void {
  program
    .command('diagnose')
    .description('look at files, backups, server and sync, and say what to do')
    .option('--fix', 'also make the fixes that are safe')
    .action(
      action(async ({ engine, next, print }, options: { fix?: boolean }) => {
        const diagnosis = await (await engine()).diagnose.run({ fix: options.fix ?? false });
        print.answer(diagnosis, () => diagnosisText(diagnosis, next('diagnose --fix')));
        return diagnosis.healthy ? exitCodes.fine : exitCodes.attention;
      }),
    );
  program
    .command('monitor')
    .description('diagnose again and again, until Ctrl-C')
    .option('--interval <seconds>', 'between two', '300')
    .option('--fix', 'also make the fixes that are safe')
    .action(
      action(async ({ engine, print }, options: { fix?: boolean; interval: string }) => {
        const waitMs = Math.max(5, Number(options.interval) || 0) * 1000;
        const client = await engine();
        let before = '';
        for (;;) {
          const diagnosis = await client.diagnose.run({ fix: options.fix ?? false });
          const now = needing(diagnosis)
            .map(({ title, finding }) => `${title}: ${finding}`)
            .join('\n');
          // Only what changed is news: a line every five minutes is not read.
          if (now !== before) {
            print.note(`${localTime(diagnosis.at)}\n${now === '' ? 'All is well.' : now}`);
          }
          before = now;
          await delay(waitMs);
        }
      }),
    );
}

function needing({ findings }: Diagnosis): Finding[] {
  return findings.filter(({ state }) => state === 'attention');
}

const marks = { ok: 'ok  ', attention: 'LOOK', skipped: '--  ' } as const;

function diagnosisText(diagnosis: Diagnosis, fixCommand: string): string {
  const lines = diagnosis.findings.flatMap((found) => [
    `${marks[found.state]}  ${found.title}: ${found.finding}${found.fixed ? ' (fixed)' : ''}`,
    ...(found.state === 'attention' ? [`      ${found.meaning}`, `      → ${found.action}`] : []),
  ]);
  const fixable = needing(diagnosis).filter(({ fix }) => fix !== null);
  return [
    ...lines,
    diagnosis.healthy ? 'All is well.' : 'Something needs attention.',
    ...(fixable.length > 0
      ? [`Can be fixed here (${fixable.map(({ fix }) => fix).join(', ')}): ${fixCommand}`]
      : []),
  ].join('\n');
}
