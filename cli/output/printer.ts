import type { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Terminal } from '../terminal.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';

/** Where a command's words go: one JSON document or text on stdout; everything else on stderr. */
export interface Printer {
  readonly json: boolean;
  /** The command's answer; called once. */
  readonly answer: (document: unknown, text: () => string) => void;
  /** A line beside the answer, for a person; never on stdout. */
  readonly note: (text: string) => void;
  /** A bar beside the answer, where a person watches. */
  readonly startProgress: () => ProgressBar;
  /** The last word: what an interrupted command still has to say is not heard. */
  readonly fail: (error: SatchelError) => void;
}

/** The streams are taken when they are written to: a process makes its own when it is asked for them. */
export function createPrinter(json: boolean, terminal: Terminal): Printer {
  const out = (text: string): void => void terminal.stdout.write(`${text}\n`);
  const note = (text: string): void => void terminal.stderr.write(`${text}\n`);
  let ended = false;
  return {
    json,
    answer: (document, text) => {
      if (!ended) out(json ? JSON.stringify(document, null, 2) : text().trimEnd());
    },
    note: (text) => {
      if (!json && !ended) note(text);
    },
    startProgress: () => createProgressBar(json, terminal.stderr),
    fail: (error) => {
      if (ended) return;
      ended = true;
      if (json) out(JSON.stringify({ error: error.toJSON() }, null, 2));
      else note([error.message, error.action].filter(Boolean).join('\n'));
    },
  };
}
