import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { ensureCommandBundle } from '../../build/bundle/command-bundle.ts';
import type { runCommand as RunCommand } from '../../cli/run-command.ts';
import type { Terminal } from '../../cli/terminal.ts';

const root = join(import.meta.dirname, '../..');
export const satchelProgram = await ensureCommandBundle(root, () => undefined);
const { runCommand } = (await import(satchelProgram)) as { runCommand: typeof RunCommand };

/** The host that a command serves with, as it is bundled; from its sources a start takes four times the processor time. */
export const hostProgram = join(dirname(satchelProgram), 'host.js');

const NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/satchel');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON document on stdout; throws where there is anything else. */
  json<T = Record<string, unknown>>(): T;
}

export interface RunOptions {
  readonly home?: string;
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface SpawnOptions extends RunOptions {
  /** Ends it with SIGKILL when this resolves, unless it has ended by then. */
  readonly killWhen?: (ended: AbortSignal) => Promise<void>;
}

/**
 * Runs a command of the real `satchel`, as `npm run build` bundles it, in this process, with a terminal of its own:
 * streams, variables and exit code. What a process of its own adds, `spawnSatchel` shows; most of its time is its start.
 */
export async function runSatchel(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const stdout = heard();
  const stderr = heard();
  const terminal: Terminal = Object.assign(new EventEmitter(), {
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: environmentOf(options),
    exit: (code: number) => {
      throw new RangeError(`nobody interrupted the command that ends with ${String(code)}`);
    },
  });
  await runCommand(argumentsOf(args, options), terminal);
  return ranWith(Number(terminal.exitCode ?? 0), stdout.text(), stderr.text());
}

/** The same in a process of its own. */
export async function spawnSatchel(
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [satchelProgram, ...argumentsOf(args, options)], {
    env: environmentOf(options),
  });
  const stdout = heard();
  const stderr = heard();
  child.stdout.pipe(stdout.stream);
  child.stderr.pipe(stderr.stream);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const ended = new AbortController();
  void options.killWhen?.(ended.signal).then(() => child.kill('SIGKILL'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  ended.abort();
  return ranWith(code, stdout.text(), stderr.text());
}

function argumentsOf(args: readonly string[], { home }: RunOptions): string[] {
  return [...args, ...(home === undefined ? [] : ['--home', home])];
}

/** This process's variables without what they say of Satchel, and those of the test. */
function environmentOf({ environment }: RunOptions): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SATCHEL_'));
  return { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE, ...environment };
}

/** A stream, and what was written to it. */
function heard(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

function ranWith(code: number | null, stdout: string, stderr: string): Ran {
  return { code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
}
