import type { Session, Shell, WebContents } from 'electron';
import { APP_ORIGIN } from './app-scheme.ts';
import { openExternally } from './external-links.ts';

/**
 * No page of ours needs a camera, a location or a device, so every permission is refused but one: the main frame of our
 * own page may put plain text on the clipboard, as Copy does for a recovery key. Reading it stays refused.
 */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(mayCopy(permission, details.requestingUrl, details.isMainFrame));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    mayCopy(permission, details.requestingUrl ?? origin, details.isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, decide) => {
    decide({});
  });
}

/** Keeps a window on its own page: no other address, no second window, no webview. */
export function confine(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  const stayHome = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isAppPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayHome);
  contents.on('will-frame-navigate', stayHome);
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    void openExternally(shell, url);
    return { action: 'deny' };
  });
}

/** True for the window's own page and nothing else; `app://satchel.evil` is another origin. */
export function isAppPage(address: string): boolean {
  return address === APP_ORIGIN || address.startsWith(`${APP_ORIGIN}/`);
}

function mayCopy(permission: string, address: string, isMainFrame: boolean): boolean {
  return permission === 'clipboard-sanitized-write' && isMainFrame && isAppPage(address);
}
