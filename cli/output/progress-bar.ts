import cliProgress from 'cli-progress';

export interface ProgressBar {
  update(done: number, total: number | null, label: string): void;
  stop(): void;
}

/** A bar on stderr where a person watches it, otherwise nothing. */
export function createProgressBar(json: boolean): ProgressBar {
  if (json || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} {label}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  let started = false;
  return {
    update: (done, total, label) => {
      if (!started) bar.start(total ?? Math.max(done, 1), done, { label });
      started = true;
      bar.setTotal(Math.max(total ?? done, 1));
      bar.update(done, { label });
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
