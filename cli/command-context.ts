import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { EngineClient, FileLog } from '../engine/index.ts';
import { errorFromClient } from '../shared/api/client-error.ts';
import { SatchelError } from '../shared/errors/satchel-error.ts';
import { createPrinter, type Printer } from './output/printer.ts';
import type { Session } from './session.ts';
import { type Terminal, terminalOf } from './terminal.ts';

export const exitCodes = { fine: 0, failed: 1, usage: 2, attention: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What shells use for a command that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** What a command is given: where it works, who answers, and where its words go. */
export interface CommandContext {
  readonly home: string;
  readonly print: Printer;
  readonly terminal: Terminal;
  /** The engine of this home, opened when first asked for. @throws SatchelError HOME_MISSING, STORE_LOCKED */
  readonly engine: (options?: { create?: boolean }) => Promise<EngineClient>;
  /** One of its own, to be closed by the caller: a command that lives long must not keep the store. */
  readonly openEngine: () => Promise<Session>;
  /** `satchel sync`, with `--home` where this command was given one, for a person to copy. */
  readonly next: (command: string) => string;
}

/** Fits `run` to commander: builds the context, closes what was opened, prints errors, sets the exit code. */
export function action<Args extends unknown[]>(
  run: (context: CommandContext, ...args: Args) => Promise<ExitCode>,
  /** What a command that runs until it is told to end says then; any other was stopped on its way. */
  { ends }: { ends?: string } = {},
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const args = given.slice(0, -1) as Args;
    const options = command.optsWithGlobals<GlobalOptions>();
    const terminal = terminalOf(command);
    const print = createPrinter(options.json ?? false, terminal);
    const opened = await openContext(options, { print, terminal });
    const interrupt = (): void => {
      if (ends === undefined) print.fail(new SatchelError('INTERRUPTED'));
      else print.note(ends);
      const code = ends === undefined ? INTERRUPTED_EXIT_CODE : exitCodes.fine;
      void opened.close().finally(() => {
        terminal.exit(code);
      });
    };
    terminal.once('SIGINT', interrupt);
    terminal.once('SIGTERM', interrupt);
    try {
      terminal.exitCode = await run(opened.context, ...args);
    } catch (caught) {
      const error = errorFromClient(caught);
      print.fail(error);
      terminal.exitCode = error.entry.exitCode;
    } finally {
      terminal.off('SIGINT', interrupt);
      terminal.off('SIGTERM', interrupt);
      await opened.close();
    }
  };
}

async function openContext(
  options: GlobalOptions,
  { print, terminal }: Pick<CommandContext, 'print' | 'terminal'>,
) {
  // The engine's code is the larger part of the start; --help and usage errors do without it.
  const { createFileLog, logLevel, resolveHome } = await import('../engine/index.ts');
  const environment = { ...terminal.env };
  const home = resolveHome(options.home, environment);
  const log: FileLog = createFileLog({
    home,
    level: options.verbose ? 'debug' : logLevel(environment['SATCHEL_LOG_LEVEL']),
    echo: (_level, line) => {
      if (options.verbose) terminal.stderr.write(`${line}\n`);
    },
  });
  let session: Promise<Session> | undefined;

  const context: CommandContext = {
    home,
    print,
    terminal,
    engine: async ({ create = false } = {}) => {
      if (!create && !existsSync(home)) throw new SatchelError('HOME_MISSING', { home });
      const { openSession } = await import('./session.ts');
      session ??= openSession({ home, log, environment });
      return (await session).client;
    },
    openEngine: async () => (await import('./session.ts')).openSession({ home, log, environment }),
    next: (command) =>
      options.home === undefined
        ? `satchel ${command}`
        : `satchel ${command} --home ${quoted(options.home)}`,
  };
  const close = async (): Promise<void> => {
    const open = await session?.catch(() => undefined);
    await open?.close();
    await log.close();
  };
  return { context, close };
}

function quoted(path: string): string {
  return /^[\w./@:-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
