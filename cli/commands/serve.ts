import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { action, exitCodes } from '../command-context.ts';

interface ServeOptions {
  readonly port?: string;
  readonly autoSync: boolean;
}

/** Run as a program of its own: the command line knows the engine, not the host. In a bundle it lies beside. */
const hostProgram = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../host/main.ts' : './host.js', import.meta.url),
);

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the window to a browser on this computer, and sync by itself')
    .option('--port <number>', 'on 127.0.0.1; any free one by default')
    .option('--no-auto-sync', 'sync only when asked to')
    .action(
      action(async ({ home, print }, options: ServeOptions) => {
        const host = spawn(
          process.execPath,
          [
            hostProgram,
            `--home=${home}`,
            ...(options.port === undefined ? [] : [`--port=${options.port}`]),
            ...(options.autoSync ? [] : ['--no-auto-sync']),
            ...(print.json ? ['--json'] : []),
          ],
          { stdio: 'inherit' },
        );
        // The host closes in order on the same signals; this process waits for it.
        const pass = (signal: NodeJS.Signals): void => void host.kill(signal);
        process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
        process.on('SIGINT', () => undefined).on('SIGTERM', pass);
        const [code] = (await once(host, 'exit')) as [number | null];
        return code === 0 ? exitCodes.fine : code === 2 ? exitCodes.usage : exitCodes.failed;
      }),
    );
}
