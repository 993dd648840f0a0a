import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { isAppPage } from './lock-down.ts';

/**
 * True for a message from the main frame of one of our windows while it shows our own page. A frame inside the
 * page, a window we did not make, or a page that was navigated away may not speak to the engine.
 */
export function isTrustedSender(
  event: Pick<IpcMainEvent | IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  windows: ReadonlySet<WebContents>,
): boolean {
  const { sender, senderFrame } = event;
  if (senderFrame === null || !windows.has(sender)) return false;
  return senderFrame === sender.mainFrame && isAppPage(senderFrame.url);
}
