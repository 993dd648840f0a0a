import type { WebContents } from 'electron';
import type { Log } from '../../engine/index.ts';

export interface RendererCrashOptions {
  readonly log: Log;
  /** True when this crash was one too many to load the page again without asking. */
  readonly crashed: () => boolean;
  readonly reload: () => void;
  /** Asks a person whether to try again. */
  readonly ask: () => void;
}

/** A window whose page died is loaded again by itself, and after repeats only when a person says so. */
export function recoverRenderer(contents: WebContents, options: RendererCrashOptions): void {
  const { log, crashed, reload, ask } = options;
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.write('error', 'the window stopped', { reason, exitCode });
    if (crashed()) ask();
    else reload();
  });
}
