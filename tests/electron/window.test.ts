import { beforeEach, describe, expect, it } from 'vitest';
import { openMainWindow } from '../../electron/windows/main-window.ts';
import { type KeptWindow, windowBounds } from '../../electron/windows/window-bounds.ts';
import { BrowserWindow, Menu } from '../support/electron-double/electron.ts';

interface Opening {
  quitting?: boolean;
  spellcheck?: boolean;
  left?: KeptWindow;
}

const kept: KeptWindow[] = [];
let hidden = 0;
let sessionEnds = 0;

function open({ quitting = false, spellcheck = false, left }: Opening = {}): BrowserWindow {
  openMainWindow({
    preload: '/app/preload.cjs',
    bounds: { get: () => left, set: (bounds) => kept.push(bounds) },
    spellcheck,
    devTools: false,
    isQuitting: () => quitting,
    onHidden: () => (hidden += 1),
    onSessionEnd: () => (sessionEnds += 1),
    page: undefined,
  });
  return BrowserWindow.opened.at(-1)!;
}

function close(window: BrowserWindow): boolean {
  let prevented = false;
  window.emit('close', { preventDefault: () => (prevented = true) });
  return prevented;
}

beforeEach(() => {
  kept.length = 0;
});

describe('the main window', () => {
  it('is sandboxed and isolated, with no Node, no webview and no developer tools', () => {
    expect(open().options.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  it('shows our page and stays on it', () => {
    const { webContents } = open();
    expect(webContents.mainFrame.url).toBe('app://satchel/index.html');
    expect(webContents.navigates('will-navigate', 'https://example.com/')).toBe(true);
    expect(webContents.windowOpenHandler).toBeDefined();
  });

  it('is shown when it has something to show', () => {
    const window = open();
    expect(window.visible).toBe(false);
    window.emit('ready-to-show');
    expect(window.visible).toBe(true);
  });

  it('tells that the session ends, once', () => {
    open().emit('session-end');
    expect(sessionEnds).toBe(1);
  });

  it('hides when it is closed, and closes when the app quits, keeping its place both times', () => {
    const window = open();
    window.show();
    expect(close(window)).toBe(true);
    expect(window.visible).toBe(false);
    expect(close(open({ quitting: true }))).toBe(false);
    expect(kept).toHaveLength(2);
    expect(hidden).toBe(1);
  });
});

describe('the main window that is closed while it still loads', () => {
  it('does not come back by itself', () => {
    const window = open();
    close(window);
    window.emit('ready-to-show');
    expect(window.visible).toBe(false);
  });
});

describe('what a person left the window as', () => {
  const place = { x: 100, y: 50, width: 1300, height: 900 };

  it('comes back filling the screen, over the place it had before', () => {
    const window = open({ left: { ...place, maximized: true } });
    expect(window.options).toMatchObject(place);
    window.emit('ready-to-show');
    expect(window.maximized).toBe(true);
    close(window);
    expect(kept.at(-1)?.maximized).toBe(true);
  });

  it('does not fill the screen where it did not', () => {
    const window = open({ left: place });
    window.emit('ready-to-show');
    close(window);
    expect(kept.at(-1)?.maximized).toBe(false);
  });
});

describe('the spell-checker', () => {
  it('offers its corrections with a right click, and puts the chosen one in', () => {
    const { webContents } = open({ spellcheck: true });
    const params = {
      isEditable: true,
      selectionText: '',
      editFlags: {},
      misspelledWord: 'vacination',
      dictionarySuggestions: ['vaccination'],
    };
    webContents.emit('context-menu', {}, params);
    Menu.popped?.[0]?.click?.(...([] as unknown as [never, never, never]));
    expect(webContents.corrected).toEqual(['vaccination']);
  });
});

describe('where the window opens', () => {
  const desk = { x: 0, y: 0, width: 1920, height: 1080 };

  it('is where it was left', () => {
    const left = { x: 100, y: 50, width: 1300, height: 900 };
    expect(windowBounds(left, [desk])).toMatchObject(left);
  });

  it('is left to the system when its screen is gone', () => {
    const bounds = windowBounds({ x: 3000, y: 50, width: 1300, height: 900 }, [desk]);
    expect(bounds).not.toHaveProperty('x');
    expect(bounds).toMatchObject({ width: 1300, height: 900 });
  });

  it('is never too small to use', () => {
    const bounds = windowBounds({ x: 0, y: 0, width: 10, height: 10 }, [desk]);
    expect(bounds).toMatchObject({ width: 900, height: 600, minWidth: 900, minHeight: 600 });
  });
});
