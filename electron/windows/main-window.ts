import { BrowserWindow, Menu, screen, shell } from 'electron';
import { contextMenu } from '../menu/context-menu.ts';
import { APP_ORIGIN } from '../security/app-scheme.ts';
import { confine } from '../security/lock-down.ts';
import { type BoundsStore, windowBounds } from './window-bounds.ts';

export interface MainWindowOptions {
  readonly preload: string;
  readonly bounds: BoundsStore;
  /** Whether what is typed is checked; see spelling.ts. */
  readonly spellcheck: boolean;
  /** Tools for developers; never in an installed app. */
  readonly devTools: boolean;
  /** True when the whole app is quitting, so that closing really closes. */
  readonly isQuitting: () => boolean;
  /** Told when a person closed the window and the tray goes on. */
  readonly onHidden: () => void;
  /** Windows logs off or shuts down, and tells windows alone of it. */
  readonly onSessionEnd: () => void;
  /** The page to open, as its address's fragment without `#/`. */
  readonly page: string | undefined;
}

/** The address of a page of the window. */
function pageAddress(page: string | undefined): string {
  return `${APP_ORIGIN}/index.html${page === undefined ? '' : `#/${page}`}`;
}

/** A load is aborted when another one overtakes it, such as a link's while the window still opens: that is no error. */
export function showPage(window: BrowserWindow, page: string | undefined): void {
  window.loadURL(pageAddress(page)).catch(() => undefined);
}

/** The one window: sandboxed, without Node, confined to `app://satchel`. Closing it leaves the tray at work. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const { preload, bounds, spellcheck, devTools, page } = options;
  const { isQuitting, onHidden, onSessionEnd } = options;
  const kept = bounds.get();
  const window = new BrowserWindow({
    ...windowBounds(
      kept,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    title: 'Satchel',
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck,
      devTools,
    },
  });
  confine(window.webContents, shell);
  const showReady = (): void => {
    if (kept?.maximized) window.maximize();
    window.show();
  };
  window.once('ready-to-show', showReady);
  window.webContents.on('context-menu', (_event, params) => {
    const items = contextMenu(params, (word) => {
      window.webContents.replaceMisspelling(word);
    });
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
  window.on('session-end', onSessionEnd);
  window.on('close', (event) => {
    bounds.set({ ...window.getNormalBounds(), maximized: window.isMaximized() });
    if (isQuitting()) return;
    event.preventDefault();
    // Who closes it while it still loads does not want to see it a moment later.
    window.off('ready-to-show', showReady);
    window.hide();
    onHidden();
  });
  showPage(window, page);
  return window;
}
