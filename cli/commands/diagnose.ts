import type { Command } from 'commander';
import type { Diagnosis, Finding } from '../../shared/api/diagnose.ts';
import { action, exitCodes } from '../command-context.ts';

export function addDiagnoseCommand(program: Command): void {
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
