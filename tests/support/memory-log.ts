import type { Log } from '../../engine/ports.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps what is logged, for a test to read. */
export function createMemoryLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  return {
    lines,
    write: (level, message, fields = {}) => {
      lines.push({ level, message, fields });
    },
  };
}
