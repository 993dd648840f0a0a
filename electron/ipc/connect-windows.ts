import type { IpcMain, IpcMainEvent, MessageChannelMain, WebContents } from 'electron';
import type { EngineHandle, Log } from '../../engine/index.ts';
import { isTrustedSender } from '../security/trusted-sender.ts';
import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';

export interface ConnectOptions {
  readonly ipcMain: Pick<IpcMain, 'on'>;
  readonly engine: Pick<EngineHandle, 'connect'>;
  /** The contents of the windows that main made; no other may connect. */
  readonly windows: ReadonlySet<WebContents>;
  readonly makeChannel: () => MessageChannelMain;
  readonly log: Log;
}

/** Gives each window that asks a port of its own to the engine. Records cross that port only, never another message. */
export function connectWindows(options: ConnectOptions): void {
  const { ipcMain, engine, windows, makeChannel, log } = options;
  ipcMain.on(CONNECT_CHANNEL, (event: IpcMainEvent) => {
    if (!isTrustedSender(event, windows)) {
      log.write('warn', 'a message from an unknown sender was refused', {
        channel: CONNECT_CHANNEL,
      });
      return;
    }
    const { port1, port2 } = makeChannel();
    engine.connect(port1);
    event.senderFrame?.postMessage(PORT_CHANNEL, null, [port2]);
  });
}
