import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, type CommandContext, exitCodes, type ExitCode } from '../command-context.ts';
import { MonitorFile, type MonitorState } from '../monitor/monitor-file.ts';
import { monitorLogPath, writeMonitorLog } from '../monitor/monitor-log.ts';
import { runMonitor } from '../monitor/monitor-loop.ts';
import { notify } from '../monitor/notify.ts';
import { localTime } from '../output/words.ts';

interface MonitorCommandOptions {
  readonly interval: string;
  readonly fix?: boolean;
  readonly background?: boolean;
  readonly detached?: boolean;
  readonly stop?: boolean;
}

const SHORTEST_SECONDS = 5;
const START_PATIENCE_MS = 30_000;
/** A look that is under way is finished first. */
const STOP_PATIENCE_MS = 120_000;

export function addMonitorCommand(program: Command): void {
  const monitor = program
    .command('monitor')
    .description('diagnose again and again, tell what changed, until Ctrl-C')
    .option('--interval <seconds>', 'between two', '300')
    .option('--fix', 'also make the fixes that are safe')
    .option('--background', 'go on without this terminal: in a log, with notices on the desktop')
    .option('--stop', 'end the one that runs');
  monitor.addOption(monitor.createOption('--detached', 'told by --background').hideHelp());
  monitor.action(
    action(
      async (context, options: MonitorCommandOptions) => {
        const { home } = context;
        if (!existsSync(home)) throw new SatchelError('HOME_MISSING', { home });
        if (options.stop) return stop(context);
        return options.background ? startInBackground(context, options) : watch(context, options);
      },
      { ends: 'Stopped.' },
    ),
  );
}

async function watch(context: CommandContext, options: MonitorCommandOptions): Promise<ExitCode> {
  const { home, print } = context;
  const file = new MonitorFile(home);
  process.once('exit', () => {
    if (file.findRunning()?.pid === process.pid) file.leave();
  });
  await runMonitor({
    file,
    state: stateOf(home, options),
    open: context.openEngine,
    tell: ({ at, needing }) => {
      const lines = needing.map(({ title, finding }) => `${title}: ${finding}`);
      const text = lines.length === 0 ? 'All is well.' : lines.join('\n');
      print.note(`${localTime(at)}\n${text}`);
      for (const line of lines) writeMonitorLog(home, 'warn', line);
      if (lines.length === 0) writeMonitorLog(home, 'info', text);
      else if (options.detached) void showNotice(home, text);
    },
    failed: (message) => {
      print.note(message);
      writeMonitorLog(home, 'warn', message);
    },
  });
  return exitCodes.fine;
}

async function showNotice(home: string, text: string): Promise<void> {
  if (!(await notify(text))) {
    writeMonitorLog(home, 'info', 'This computer has nothing to show a notice with.');
  }
}

async function startInBackground(
  { home, print, next }: CommandContext,
  options: MonitorCommandOptions,
): Promise<ExitCode> {
  const file = new MonitorFile(home);
  const { intervalSeconds } = stateOf(home, options);
  const running = file.findRunning();
  if (running) throw new SatchelError('MONITOR_RUNNING', { pid: running.pid });
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      process.argv[1] ?? '',
      'monitor',
      '--detached',
      `--home=${home}`,
      `--interval=${String(intervalSeconds)}`,
      ...(options.fix ? ['--fix'] : []),
    ],
    { detached: true, stdio: 'ignore', windowsHide: true },
  );
  const ended = new AbortController();
  for (const event of ['exit', 'error']) {
    child.once(event, () => {
      ended.abort();
    });
  }
  const until = performance.now() + START_PATIENCE_MS;
  let started = file.findRunning();
  while (!started && !ended.signal.aborted && performance.now() < until) {
    await delay(100);
    started = file.findRunning();
  }
  child.unref();
  if (!started) throw new SatchelError('MONITOR_FAILED', { log: monitorLogPath(home) });
  const { pid, log } = started;
  print.answer(started, () =>
    [
      `The monitor runs (process ${String(pid)}), every ${String(intervalSeconds)} s.`,
      `Log: ${log}`,
      `To end it: ${next('monitor --stop')}`,
    ].join('\n'),
  );
  return exitCodes.fine;
}

async function stop({ home, print }: CommandContext): Promise<ExitCode> {
  const file = new MonitorFile(home);
  const running = file.findRunning();
  if (!running) {
    file.leave();
    print.answer({ success: false }, () => 'No monitor runs here.');
    return exitCodes.fine;
  }
  file.tellToStop();
  const until = performance.now() + STOP_PATIENCE_MS;
  while (file.findRunning() && performance.now() < until) await delay(100);
  const ended = !file.findRunning();
  print.answer({ success: ended }, () =>
    ended ? 'The monitor has ended.' : 'It ends after the look that is under way.',
  );
  return ended ? exitCodes.fine : exitCodes.failed;
}

/** @throws SatchelError USAGE */
function stateOf(home: string, options: MonitorCommandOptions): Omit<MonitorState, 'seenAt'> {
  const intervalSeconds = Number(options.interval);
  if (!(intervalSeconds >= SHORTEST_SECONDS)) {
    const detail = `--interval is a number of seconds, ${String(SHORTEST_SECONDS)} or more.`;
    throw new SatchelError('USAGE', { detail });
  }
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    intervalSeconds,
    fix: options.fix ?? false,
    log: monitorLogPath(home),
  };
}
