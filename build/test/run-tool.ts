import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface ToolResult {
  readonly code: number;
  /** What it wrote to both outputs, or empty where that was shown. */
  readonly output: string;
  readonly seconds: number;
  /** Processes that it started and left running were ended. */
  readonly leftovers: boolean;
}

export interface ToolOptions {
  /** Passes on what the tool writes instead of keeping it. */
  readonly show: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What is passed on goes there, not to this process's own outputs. */
  readonly to?: NodeJS.WritableStream;
}

/** For what a tool wrote before its end, and for children that end because it did; a dead one counts until it is collected. */
const GRACE_MS = 5000;
const LOOK_MS = 100;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const hasGroups = process.platform !== 'win32';

/**
 * Runs a tool of node_modules (or a script of this repository) under this same Node. It ends with the tool: a process that
 * the tool left behind holds its end of the pipe, never this process's outputs, which whoever called us waits
 * for; it is ended, so that a test that failed before its own clean-up keeps no machine busy.
 */
export async function runTool(
  root: string,
  command: readonly string[],
  options: ToolOptions,
): Promise<ToolResult> {
  const [script = '', ...args] = command;
  const started = performance.now();
  const colors = options.show && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colors, ...options.env },
    detached: hasGroups,
  });
  const chunks: Buffer[] = [];
  for (const [stream, own] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    stream.on('data', (chunk: Buffer) => {
      if (options.show) (options.to ?? own).write(chunk);
      else chunks.push(chunk);
    });
  }
  let interrupted: NodeJS.Signals | undefined;
  const passOn = (signal: NodeJS.Signals): void => {
    interrupted = signal;
    signalGroup(child, signal);
  };
  for (const signal of signals) process.on(signal, passOn);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    const until = performance.now() + GRACE_MS;
    while (signalGroup(child, 0) && performance.now() < until) await delay(LOOK_MS);
    const leftovers = signalGroup(child, 'SIGKILL');
    // What it wrote may still lie in the pipe.
    await Promise.race([Promise.all([ended(child.stdout), ended(child.stderr)]), delay(GRACE_MS)]);
    child.stdout.destroy();
    child.stderr.destroy();
    return {
      code: code ?? 1,
      output: Buffer.concat(chunks).toString('utf8'),
      seconds: (performance.now() - started) / 1000,
      leftovers,
    };
  } finally {
    for (const signal of signals) process.off(signal, passOn);
    if (interrupted !== undefined) process.kill(process.pid, interrupted);
  }
}

async function ended(stream: Readable): Promise<void> {
  if (!stream.closed) await once(stream, 'close');
}

/** A terminal's Ctrl-C does not reach a group of its own. Returns whether there was anybody to signal. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  if (!hasGroups) return child.exitCode === null && child.kill(signal);
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
