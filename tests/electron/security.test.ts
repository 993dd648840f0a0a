import type { Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { mayOpenExternally, openExternally } from '../../electron/security/external-links.ts';
import { confine, denyPermissions, isAppPage } from '../../electron/security/lock-down.ts';
import { isTrustedSender } from '../../electron/security/trusted-sender.ts';
import { FakeFrame, FakeWebContents, shell } from '../support/electron-double/electron.ts';

const asContents = (contents: FakeWebContents) => contents as unknown as WebContents;

describe('a confined window', () => {
  const contents = new FakeWebContents();
  confine(asContents(contents), shell);

  it.each([
    ['app://satchel/index.html#/records', false],
    ['https://example.com/', true],
    ['app://satchel.evil/', true],
    ['file:///etc/passwd', true],
    ['javascript:alert(1)', true],
    ['data:text/html,hi', true],
  ])('navigating to %s is prevented: %s', (url, prevented) => {
    expect(contents.navigates('will-navigate', url)).toBe(prevented);
    expect(contents.navigates('will-frame-navigate', url)).toBe(prevented);
  });

  it('follows no redirect and attaches no webview', () => {
    expect(contents.navigates('will-redirect', 'app://satchel/index.html')).toBe(true);
    expect(contents.attachesWebview()).toBe(true);
  });

  it('opens no second window, and hands only allowed addresses to the system', async () => {
    const open = (url: string) => contents.windowOpenHandler?.({ url } as never);
    expect(open('https://example.com/')).toEqual({ action: 'deny' });
    expect(open('mailto:owner@example.com')).toEqual({ action: 'deny' });
    expect(shell.opened).toEqual(['mailto:owner@example.com']);
  });
});

describe('addresses that may leave the app', () => {
  it.each(['mailto:owner@example.com', 'tel:+441632960000'])('%s may', (address) => {
    expect(mayOpenExternally(address)).toBe(true);
  });

  it.each([
    'http://example.com/',
    'https://example.com/',
    'https://user:secret@example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-settings:privacy',
    'not an address',
    '',
  ])('%s may not', async (address) => {
    expect(mayOpenExternally(address)).toBe(false);
    const before = shell.opened.length;
    expect(await openExternally(shell, address)).toBe(false);
    expect(shell.opened.length).toBe(before);
  });
});

describe('permissions', () => {
  const ours = 'app://satchel/index.html';

  /** What is decided of one, asked for and checked for; and of devices and the screen. */
  function decisions(permission: string, requestingUrl: string, isMainFrame: boolean) {
    const decided: unknown[] = [];
    const details = { requestingUrl, isMainFrame };
    const session = {
      setPermissionRequestHandler: (handle: (...args: unknown[]) => void) => {
        handle(null, permission, (granted: boolean) => decided.push(granted), details);
      },
      setPermissionCheckHandler: (handle: (...args: unknown[]) => boolean) =>
        decided.push(handle(null, permission, new URL(requestingUrl).origin, details)),
      setDevicePermissionHandler: (handle: () => boolean) => decided.push(handle()),
      setDisplayMediaRequestHandler: (handle: (...args: unknown[]) => void) =>
        handle(null, (streams: object) => decided.push(Object.keys(streams).length > 0)),
    };
    denyPermissions(session as unknown as Session);
    return decided;
  }

  it.each(['media', 'geolocation', 'clipboard-read', 'notifications', 'fileSystem', 'hid'])(
    'are refused to our own page too: %s',
    (permission) => {
      expect(decisions(permission, ours, true)).toEqual([false, false, false, false]);
    },
  );

  it('let our own page copy, and no other page or frame', () => {
    const copying = 'clipboard-sanitized-write';
    expect(decisions(copying, ours, true)).toEqual([true, true, false, false]);
    expect(decisions(copying, ours, false)).toEqual([false, false, false, false]);
    expect(decisions(copying, 'app://satchel.evil/', true)).toEqual([false, false, false, false]);
    expect(decisions(copying, 'https://example.com/', true)).toEqual([false, false, false, false]);
  });
});

describe('the sender of a message', () => {
  const contents = new FakeWebContents();
  contents.mainFrame.url = 'app://satchel/index.html';
  const windows = new Set([asContents(contents)]);
  const trusted = (sender: FakeWebContents, frame: FakeFrame | null) =>
    isTrustedSender({ sender, senderFrame: frame } as never, windows);

  it('is trusted as the main frame of our window on our page', () => {
    expect(trusted(contents, contents.mainFrame)).toBe(true);
  });

  it('is refused as a frame inside it, even one that shows our page', () => {
    expect(trusted(contents, new FakeFrame('app://satchel/index.html'))).toBe(false);
  });

  it('is refused when the frame is gone', () => {
    expect(trusted(contents, null)).toBe(false);
  });

  it('is refused as a window that we did not make', () => {
    const stranger = new FakeWebContents();
    stranger.mainFrame.url = 'app://satchel/index.html';
    expect(trusted(stranger, stranger.mainFrame)).toBe(false);
  });

  it.each(['https://example.com/', 'app://satchel.evil/', 'app://satchelx', 'about:blank', ''])(
    'is refused while the window shows %j',
    (url) => {
      const elsewhere = new FakeWebContents();
      elsewhere.mainFrame.url = url;
      const known = new Set([asContents(elsewhere)]);
      const event = { sender: elsewhere, senderFrame: elsewhere.mainFrame };
      expect(isTrustedSender(event as never, known)).toBe(false);
      expect(isAppPage(url)).toBe(false);
    },
  );
});
