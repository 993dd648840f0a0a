import cliProgress from 'cli-progress';
import type { Terminal } from '../terminal.ts';

export interface Progress {
  readonly done: number;
  /** Null where nobody knows yet; then only the count is shown. */
  readonly total: number | null;
  readonly label: string;
}

export interface ProgressBar {
  update(progress: Progress): void;
  stop(): void;
}

const CLEAR_LINE = '\r\u001b[K';

/** A bar on stderr where a person watches it, otherwise nothing. */
export function createProgressBar(json: boolean, stream: Terminal['stderr']): ProgressBar {
  if (json || !stream.isTTY) return { update: () => undefined, stop: () => undefined };
  let bar: cliProgress.SingleBar | undefined;

  const hideBar = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    update: ({ done, total, label }) => {
      if (total === null || total === 0) {
        hideBar();
        const amount = done > 0 ? `${done.toLocaleString('en')} ` : '';
        stream.write(`${CLEAR_LINE}${amount}${label}`);
        return;
      }
      if (!bar) {
        stream.write(CLEAR_LINE);
        bar = startBar(stream, { total, label });
      }
      bar.setTotal(total);
      bar.update(Math.min(done, total), { label });
    },
    stop: () => {
      hideBar();
      stream.write(CLEAR_LINE);
    },
  };
}

function startBar(
  stream: Terminal['stderr'],
  { total, label }: { total: number; label: string },
): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage}%  {value}/{total} {label}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    formatValue: (value, _options, type) =>
      type === 'percentage' ? String(value).padStart(3) : value.toLocaleString('en'),
    stream,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0, { label });
  return bar;
}
