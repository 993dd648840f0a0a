import type { IpcMain, IpcMainEvent, OpenDialogOptions, WebContents } from 'electron';
import type { Log } from '../../engine/index.ts';
import { isTrustedSender } from '../security/trusted-sender.ts';
import { CHOOSE_DATABASE_CHANNEL, CHOOSE_FOLDER_CHANNEL, CHOSEN_CHANNEL } from './channels.ts';

export interface ChoosePathsOptions {
  readonly ipcMain: Pick<IpcMain, 'on'>;
  /** The contents of the windows that main made; no other may ask. */
  readonly windows: ReadonlySet<WebContents>;
  /** Shows the dialog; undefined where the person thought better of it. */
  readonly choose: (options: OpenDialogOptions) => Promise<string | undefined>;
  readonly log: Log;
}

const dialogs: Readonly<Record<string, OpenDialogOptions>> = {
  [CHOOSE_DATABASE_CHANNEL]: {
    properties: ['openFile'],
    filters: [
      { name: 'SQLite', extensions: ['db', 'sqlite', 'sqlite3', 'db3'] },
      { name: '*', extensions: ['*'] },
    ],
  },
  [CHOOSE_FOLDER_CHANNEL]: { properties: ['openDirectory', 'createDirectory'] },
};

/**
 * Has a person choose a database's file or a folder. The page learns the path that was chosen and nothing of what lies
 * there; nothing is opened or written here.
 */
export function choosePaths({ ipcMain, windows, choose, log }: ChoosePathsOptions): void {
  const busy = new WeakSet<WebContents>();
  for (const [channel, options] of Object.entries(dialogs))
    ipcMain.on(channel, (event: IpcMainEvent) => {
      if (!isTrustedSender(event, windows)) {
        log.write('warn', 'a message from an unknown sender was refused', { channel });
        return;
      }
      const { sender, senderFrame } = event;
      if (busy.has(sender)) return;
      busy.add(sender);
      void choose(options)
        .catch(() => undefined)
        .then((path) => senderFrame?.postMessage(CHOSEN_CHANNEL, path ?? null))
        .finally(() => busy.delete(sender));
    });
}
