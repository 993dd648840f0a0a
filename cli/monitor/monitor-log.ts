import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LARGEST_BYTES = 2 * 1024 * 1024;

export function monitorLogPath(home: string): string {
  return join(home, 'logs', 'monitor.log');
}

/** A JSON line an entry, as in the engine's log; turned over once at two megabytes. */
export function writeMonitorLog(home: string, level: 'info' | 'warn', message: string): void {
  const path = monitorLogPath(home);
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_BYTES) renameSync(path, path.replace(/\.log$/, '-before.log'));
  const line = JSON.stringify({ time: new Date().toISOString(), level, message });
  appendFileSync(path, `${line}\n`, { mode: 0o600 });
}
