import { ipcMain } from 'electron';
import ElectronStore from 'electron-store';
import type { KeptWindow } from './windows/window-bounds.ts';

/** What this computer remembers of the shell; nothing of the clinic. */
interface Preferences {
  readonly bounds?: KeptWindow;
  /** The person was told once that closing the window leaves the tray at work. */
  readonly closeNoticeShown?: boolean;
  /** And that this computer has no keychain. */
  readonly keychainNoticeShown?: boolean;
}

export function openPreferences() {
  const store = new ElectronStore<Preferences>({ name: 'window' });
  // It listens for pages that keep preferences too, whoever they are, and tells them where the data lies; ours keep none.
  ipcMain.removeAllListeners('electron-store-get-data');
  return {
    bounds: {
      get: () => store.get('bounds'),
      set: (next: KeptWindow) => {
        store.set('bounds', next);
      },
    },
    /** True the first time, and false from then on, also after a restart. */
    isFirst: (notice: 'closeNoticeShown' | 'keychainNoticeShown'): boolean => {
      if (store.get(notice) ?? false) return false;
      store.set(notice, true);
      return true;
    },
  };
}
