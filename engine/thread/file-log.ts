import { join } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { Log, LogLevel } from '../ports.ts';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** The level of that name; `info` where there is none. */
export function logLevel(name: unknown): LogLevel {
  return levels.find((level) => level === name) ?? 'info';
}

export interface FileLog extends Log {
  /** From now on; the settings that hold the level are read only after the log is open. */
  setLevel(level: LogLevel): void;
  /** Resolves when every line is in the file. */
  close(): Promise<void>;
}

export interface FileLogOptions {
  readonly home: string;
  readonly level: LogLevel;
  /** Also told every line that is written, for a terminal. */
  readonly echo?: (level: LogLevel, line: string) => void;
}

/** One JSON line an entry in `<home>/logs/satchel.log`, turned over at 5 MB, the last ten kept; opened when first used. */
export function createFileLog(options: FileLogOptions): FileLog {
  const { home, echo } = options;
  let level = options.level;
  let stream: RotatingFileStream | undefined;
  // A log that cannot be written (disk full, read-only folder) must not stop the work it reports on.
  let broken = false;

  const open = (): RotatingFileStream => {
    const opened = createStream('satchel.log', {
      path: join(home, 'logs'),
      size: '5M',
      maxFiles: 10,
      mode: 0o600,
    });
    opened.on('error', () => {
      broken = true;
    });
    return opened;
  };

  return {
    setLevel: (next) => {
      level = next;
    },
    write: (entryLevel, message, fields) => {
      if (levels.indexOf(entryLevel) < levels.indexOf(level)) return;
      const entry = { time: new Date().toISOString(), level: entryLevel, message, ...fields };
      const line = JSON.stringify(entry);
      echo?.(entryLevel, line);
      if (broken) return;
      stream ??= open();
      stream.write(`${line}\n`);
    },
    close: async () => {
      const open = stream;
      if (open && !broken) await new Promise<void>((resolve) => open.end(resolve));
    },
  };
}
