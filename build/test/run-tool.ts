import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface ToolResult {
  readonly code: number;
  /** What it wrote to both outputs, or empty where it wrote to ours. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a tool of node_modules (or a script of this repository) under this same Node. */
export function runTool(
  root: string,
  command: readonly string[],
  options: { show: boolean; env?: Readonly<Record<string, string>> },
): Promise<ToolResult> {
  const [script = '', ...args] = command;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
      env: { ...process.env, ...options.env },
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code: code ?? 1,
        output: Buffer.concat(chunks).toString('utf8'),
        seconds: (performance.now() - started) / 1000,
      }),
    );
  });
}
