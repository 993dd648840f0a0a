import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { Repair, RepairStep } from '../../shared/api/repair.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import type { Printer } from '../output/printer.ts';
import { bytes } from '../output/words.ts';
import { repeatUntil, RESTART_PATIENCE_MS } from '../restarted.ts';

export function addSupportCommands(program: Command): void {
  addBundleCommand(program);
  addRepairCommand(program);
}

function addBundleCommand(program: Command): void {
  program
    .command('support-bundle')
    .description('write a zip for whoever helps: no records, no secrets')
    .option('--out <file>', 'the file to write (default: in the data folder’s support)')
    .action(
      action(async ({ engine, print }, { out }: { out?: string }) => {
        const client = await engine();
        const made = await client.diagnose.bundle(out === undefined ? {} : { to: resolve(out) });
        print.answer(made, () =>
          [
            `Written: ${made.path} (${bytes(made.sizeBytes)})`,
            ...made.files.map(({ name, sizeBytes }) => `  ${name}  ${bytes(sizeBytes)}`),
            'It holds no value of any record and no secret. Look through it before you send it.',
          ].join('\n'),
        );
        return exitCodes.fine;
      }),
    );
}

function addRepairCommand(program: Command): void {
  program
    .command('repair')
    .description('look, fix what loses nothing, back up, fetch what differs, sync, and prove it')
    .option('--cancel', 'end the one that runs, where that is safe')
    .action(
      action(async ({ engine, print }, options: { cancel?: boolean }) => {
        const client = await engine();
        if (options.cancel) {
          const answer = await client.repair.cancel();
          print.answer(answer, () =>
            answer.success
              ? 'It is being cancelled.'
              : 'No repair runs that could be cancelled now.',
          );
          return exitCodes.fine;
        }
        const repair = await followRepair(client, print);
        print.answer(repair, () => repair.summary);
        if (repair.state === 'healthy') return exitCodes.fine;
        return repair.state === 'attention' ? exitCodes.attention : exitCodes.failed;
      }),
    );
}

/** Each step's line as it ends. The engine restarts in its course: asked again and again, it answers from its file. */
async function followRepair(client: EngineClient, print: Printer): Promise<Repair> {
  const started = await client.repair.start();
  const bar = print.startProgress();
  const told = new Set<string>();
  let answered = performance.now();
  try {
    return await repeatUntil(async () => {
      const repair = await client.repair.get().catch(() => undefined);
      if (repair?.startedAt !== started.startedAt) {
        if (performance.now() - answered > RESTART_PATIENCE_MS) {
          throw new SatchelError('ENGINE_STOPPED');
        }
        return undefined;
      }
      answered = performance.now();
      for (const step of repair.steps) {
        if (step.state === 'running') {
          const { done = 0, total = null } = step.progress ?? {};
          bar.update({ done, total, label: step.title });
        } else if (step.state !== 'waiting' && !told.has(step.id)) {
          told.add(step.id);
          if (!print.json) print.note(stepLine(step));
        }
      }
      return repair.state === 'running' ? undefined : repair;
    });
  } finally {
    bar.stop();
  }
}

const marks = { done: 'ok  ', skipped: '--  ', attention: 'LOOK', failed: 'FAIL' } as const;

function stepLine({ state, title, detail }: RepairStep): string {
  const mark = state === 'waiting' || state === 'running' ? '    ' : marks[state];
  return `${mark}  ${title}: ${detail}`;
}
