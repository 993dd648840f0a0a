import { type Command, Option } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { Direction, SyncProgress, SyncReport } from '../../shared/api/sync.ts';
import { type ErrorCode, catalogue, isErrorCode } from '../../shared/errors/catalogue.ts';
import { action, type CommandContext, exitCodes, type ExitCode } from '../command-context.ts';
import { getTable } from '../input/typed-values.ts';
import type { Printer } from '../output/printer.ts';
import type { Progress, ProgressBar } from '../output/progress-bar.ts';
import { textTable } from '../output/text-table.ts';
import { tableNames, waitForOtherTables } from '../restarted.ts';
import { bytes, count, duration } from '../output/words.ts';

interface SyncOptions {
  readonly tables?: string[];
  readonly collections?: string[];
  readonly direction?: Direction;
  readonly acceptDeletes?: boolean;
}

export function addSyncCommand(program: Command): void {
  program
    .command('sync')
    .description('send what waits and fetch what is new, now')
    .option('--tables <names...>', 'send only these tables (with what they reference)')
    .option('--collections <names...>', 'the same as --tables')
    .addOption(
      new Option('--direction <direction>', 'send, fetch or both').choices([
        'both',
        'push',
        'pull',
      ]),
    )
    .option('--accept-deletes', 'let the server delete more records here than the brake allows')
    .action(
      action(async (context, options: SyncOptions) => {
        const client = await context.engine();
        const report = await runSync(client, options, context.print);
        const waiting = {
          conflicts: (await client.conflicts.list({ resolved: false })).length,
          quarantined: (await client.quarantine.list()).length,
        };
        context.print.answer(syncDocument(report), () => syncText(report, waiting, context));
        if (!context.print.json && report.error) {
          context.print.note(`${report.error.message}\n${report.error.action}`);
        }
        return exitCode(report, waiting);
      }),
    );
}

async function runSync(
  client: EngineClient,
  options: SyncOptions,
  print: Printer,
): Promise<SyncReport> {
  const tables = names(options.tables) ?? names(options.collections);
  if (tables) {
    const known = await client.records.tables();
    for (const name of tables) getTable(known, name);
  }
  const before = await tableNames(client);
  const report = await runOnce(client, { ...options, tables }, print);
  if (report.error?.code !== 'SCHEMA_ADOPTED') return report;
  // The clinic's tables are another application's; with them in place the sync begins anew.
  await waitForOtherTables(client, before);
  return runOnce(client, { ...options, tables }, print);
}

async function runOnce(
  client: EngineClient,
  options: Pick<SyncOptions, 'direction' | 'acceptDeletes'> & { tables: string[] | undefined },
  print: Printer,
): Promise<SyncReport> {
  const { tables } = options;
  const bar = print.startProgress();
  const ended = new AbortController();
  const watching = showProgress(client, bar, ended.signal);
  try {
    return await client.sync.run({
      tables,
      direction: options.direction,
      acceptDeletes: options.acceptDeletes,
    });
  } finally {
    ended.abort();
    await watching;
    bar.stop();
  }
}

async function showProgress(
  client: EngineClient,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const progress of await client.sync.progress({}, { signal })) {
      bar.update(progressLine(progress));
    }
  } catch {
    // Only the bar is lost: the sync's own answer says what happened.
  }
}

/** Rows where they are being counted; a snapshot on its way is counted in bytes. */
function progressLine(progress: SyncProgress): Progress {
  const { phase, table, rows, totalRows, totalBytes } = progress;
  if (phase === 'snapshot' && totalBytes !== null) {
    return { done: progress.bytes, total: totalBytes, label: 'bytes, first sync' };
  }
  const what = table === null ? phase : `${phase} ${table}`;
  return { done: rows, total: totalRows, label: rows > 0 ? `rows, ${what}` : what };
}

/** `a b` and `a,b` alike. */
function names(given: readonly string[] | undefined): string[] | undefined {
  return given?.flatMap((each) => each.split(',')).filter((each) => each !== '');
}

interface Moved {
  readonly table: string;
  readonly pushed: number;
  readonly pulled: number;
  readonly conflicts: number;
  readonly quarantined: number;
}

function movedTables(report: SyncReport): Moved[] {
  const { localToRemote, remoteToLocal, conflicts, quarantined } = report;
  const tables = new Set(
    [localToRemote, remoteToLocal, conflicts, quarantined].flatMap((map) => Object.keys(map)),
  );
  return [...tables].sort().map((table) => ({
    table,
    pushed: localToRemote[table] ?? 0,
    pulled: remoteToLocal[table] ?? 0,
    conflicts: conflicts[table] ?? 0,
    quarantined: quarantined[table] ?? 0,
  }));
}

/** The contract's report, and the names scripts of the command line read. */
function syncDocument(report: SyncReport) {
  return {
    ...report,
    start: report.startTime,
    end: report.endTime,
    duration: report.durationSeconds,
    bytes: { sent: report.bytesSent, received: report.bytesReceived },
    tables: Object.fromEntries(movedTables(report).map(({ table, ...moved }) => [table, moved])),
  };
}

interface Waiting {
  readonly conflicts: number;
  readonly quarantined: number;
}

function syncText(report: SyncReport, waiting: Waiting, { next }: CommandContext): string {
  const moved = movedTables(report);
  const verdict = {
    running: 'The sync is still running',
    success: moved.length === 0 ? 'Nothing to do: both sides are up to date' : 'Synced',
    partial: 'Synced in part',
    failed: 'The sync failed',
    cancelled: 'The sync was cancelled',
  }[report.status];
  const lines = [
    `${verdict} (${duration(report.durationSeconds)}, ${bytes(report.bytesSent)} sent, ` +
      `${bytes(report.bytesReceived)} received).`,
    textTable(moved, [
      { title: 'Table', value: ({ table }) => table },
      { title: 'Sent', value: ({ pushed }) => pushed },
      { title: 'Fetched', value: ({ pulled }) => pulled },
      { title: 'Conflicts', value: ({ conflicts }) => conflicts },
      { title: 'Quarantined', value: ({ quarantined }) => quarantined },
    ]),
  ];
  if (waiting.conflicts > 0) {
    const wait = waiting.conflicts === 1 ? 'waits' : 'wait';
    lines.push(
      `${count(waiting.conflicts, 'conflict')} ${wait} for a decision: ${next('conflicts')}`,
    );
  }
  if (waiting.quarantined > 0) {
    lines.push(
      `The server refused ${count(waiting.quarantined, 'record')}: ${next('quarantine list')}`,
    );
  }
  return lines.filter((line) => line !== '').join('\n');
}

function exitCode(report: SyncReport, waiting: Waiting): ExitCode {
  if (report.error) return codeOf(report.error.code);
  if (report.status === 'failed' || report.status === 'cancelled') return exitCodes.failed;
  return waiting.conflicts > 0 || waiting.quarantined > 0 ? exitCodes.attention : exitCodes.fine;
}

function codeOf(code: string): ExitCode {
  return isErrorCode(code) ? catalogue[code satisfies ErrorCode].exitCode : exitCodes.failed;
}
