import { BrowserWindow, screen, shell } from 'electron';
import { APP_ORIGIN } from '../security/app-scheme.ts';
import { confine } from '../security/lock-down.ts';
import { type BoundsStore, windowBounds } from './window-bounds.ts';

export interface MainWindowOptions {
  readonly preload: string;
  readonly bounds: BoundsStore;
  /** Tools for developers; never in an installed app. */
  readonly devTools: boolean;
  /** True when the whole app is quitting, so that closing really closes. */
  readonly isQuitting: () => boolean;
}

/** The one window: sandboxed, without Node, confined to `app://satchel`. Closing it leaves the tray at work. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const { preload, bounds, devTools, isQuitting } = options;
  const window = new BrowserWindow({
    ...windowBounds(
      bounds.get(),
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
      spellcheck: false,
      devTools,
    },
  });
  confine(window.webContents, shell);
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', (event) => {
    bounds.set(window.getNormalBounds());
    if (isQuitting()) return;
    event.preventDefault();
    window.hide();
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}
