import { type ChildProcess, spawn } from 'node:child_process';
import { connectRunning, type RunningEngine } from '../../engine/index.ts';
import { electronFolder } from '../bundle/electron-bundle.ts';
import { join } from 'node:path';

const START_TIMEOUT_MS = 60_000;

export interface RunningElectron {
  readonly engine: RunningEngine;
  /** Resolves when the app has ended by itself, as after Quit. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Starts the desktop app over `home` and waits until its engine answers. */
export async function runElectron(
  binary: string,
  root: string,
  home: string,
): Promise<RunningElectron> {
  const child = spawn(binary, [join(root, electronFolder, 'main.js'), '--home', home], {
    stdio: 'inherit',
    // Its own group: Ctrl-C reaches this program, which closes the app in order.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => {
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  const engine = await untilAnswering(home, child);
  return {
    engine,
    ended,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilAnswering(home: string, child: ChildProcess): Promise<RunningEngine> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (isUp(child) && performance.now() < deadline) {
    const engine = await connectRunning(home);
    if (engine) return engine;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill('SIGKILL');
  throw new RangeError('the desktop app did not start');
}

function isUp(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
