import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { ensureCommandBundle } from '../../build/bundle/command-bundle.ts';

const root = join(import.meta.dirname, '../..');
const program = await ensureCommandBundle(root, () => undefined);

/** The host that a command serves with, as it is bundled; from its sources a start takes four times the processor time. */
export const hostProgram = join(dirname(program), 'host.js');

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
  /** Ends it with SIGKILL when this resolves, unless it has ended by then. */
  readonly killWhen?: (ended: AbortSignal) => Promise<void>;
}

/** Runs the real `satchel`, as `npm run build` bundles it, in a process of its own, with nothing of this one's SATCHEL_ variables. */
export async function runSatchel(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SATCHEL_'));
  const child = spawn(
    process.execPath,
    [program, ...args, ...(options.home === undefined ? [] : ['--home', options.home])],
    { env: { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE, ...options.environment } },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const ended = new AbortController();
  void options.killWhen?.(ended.signal).then(() => child.kill('SIGKILL'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  ended.abort();
  return {
    code,
    stdout,
    stderr,
    json: <T>() => JSON.parse(stdout) as T,
  };
}
