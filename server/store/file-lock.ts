import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Runs `action` while this process alone holds the lock file, so that two commands never start one cluster
 * twice or stop it under each other. A lock whose process is gone is taken over.
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  while (!tryLock(path)) await sleep(POLL_MS);
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    dropStale(path);
    return false;
  }
}

function dropStale(path: string): void {
  let holder: number;
  try {
    holder = Number(readFileSync(path, 'utf8'));
  } catch {
    return;
  }
  // An empty file is a holder between creating and writing it.
  if (holder > 0 && holder !== process.pid && !isAlive(holder)) rmSync(path, { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
