import { Menu, nativeImage, Tray } from 'electron';
import type { EngineClient, Log } from '../../engine/index.ts';
import type { StatusReport } from '../../shared/api/status.ts';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import { iconImage } from './icon-image.ts';
import { type TrayActions, trayMenu } from './tray-menu.ts';

const RETRY_MS = 2_000;

export interface StatusTrayOptions {
  readonly client: EngineClient;
  readonly log: Log;
  readonly open: (page?: 'conflicts') => void;
  readonly quit: () => void;
}

/** The tray icon: shows what the engine says about this desk, and carries a click to it. */
export function createStatusTray({ client, log, open, quit }: StatusTrayOptions): {
  close(): void;
} {
  const tray = new Tray(image('not-configured'));
  const stop = new AbortController();
  const run = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      log.write('warn', `the tray could not ${what}`, { code: toSatchelError(error).code });
    });
  };
  const actions: TrayActions = {
    syncNow: () => {
      run('sync', client.sync.run({}));
    },
    pause: (minutes) => {
      run('pause', client.sync.pause({ minutes }));
    },
    resume: () => {
      run('resume', client.sync.resume({}));
    },
    open,
    quit,
  };
  const show = (status: StatusReport | undefined): void => {
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(status, actions)));
    if (!status) return;
    tray.setImage(image(status.state));
    tray.setToolTip(`Satchel: ${status.summary}`);
  };

  show(undefined);
  tray.on('click', () => {
    open();
  });
  void follow();

  return {
    close: () => {
      stop.abort();
      tray.destroy();
    },
  };

  /** Follows the status for as long as the tray is there; the stream ends when the engine is started again. */
  async function follow(): Promise<void> {
    const { signal } = stop;
    const stopped = (): boolean => signal.aborted;
    while (!stopped()) {
      try {
        for await (const status of await client.status.watch({}, { signal })) show(status);
      } catch (error) {
        if (stopped()) return;
        log.write('debug', 'the tray lost the status', { code: toSatchelError(error).code });
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function image(state: StatusReport['state']): Electron.NativeImage {
  const picture = nativeImage.createFromBuffer(iconImage(state, 16));
  picture.addRepresentation({ scaleFactor: 2, buffer: iconImage(state, 32) });
  return picture;
}
