import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';

type Interrupt = 'SIGINT' | 'SIGTERM';

/** What a command has of the process it runs in: `process` is one. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  exitCode?: number | string | null | undefined;
  once(signal: Interrupt, listener: () => void): unknown;
  off(signal: Interrupt, listener: () => void): unknown;
  exit(code: number): void;
}

const terminals = new WeakMap<Command, Terminal>();

/** Where `program` and all its commands run. */
export function attachTerminal(program: Command, terminal: Terminal): void {
  terminals.set(program, terminal);
}

/** @throws RangeError for a command of a program without one */
export function terminalOf(command: Command): Terminal {
  const terminal = terminals.get(command);
  if (terminal) return terminal;
  if (!command.parent) throw new RangeError('the program has no terminal');
  return terminalOf(command.parent);
}
