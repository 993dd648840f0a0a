import { createStore, useStore } from 'zustand';

export const fontSizes = ['small', 'normal', 'large', 'largest'] as const;
export type FontSize = (typeof fontSizes)[number];

/** How this computer's window is set. Nothing of the clinic's data is among it. */
export interface Preferences {
  readonly fontSize: FontSize;
  /** Shortcuts of a single key, which speech input and unsteady hands set off by accident. */
  readonly singleKeys: boolean;
}

const KEY = 'satchel.preferences';
const usual: Preferences = { fontSize: 'normal', singleKeys: true };

const store = createStore<Preferences>(read);
show(store.getState());

export function usePreferences(): Preferences {
  return useStore(store);
}

export function preferences(): Preferences {
  return store.getState();
}

export function setPreferences(change: Partial<Preferences>): void {
  store.setState(change);
  window.localStorage.setItem(KEY, JSON.stringify(store.getState()));
  show(store.getState());
}

/** All of the window's lengths that matter for reading are in rem: the root's size moves them all. */
function show({ fontSize }: Preferences): void {
  document.documentElement.dataset['fontSize'] = fontSize;
}

function read(): Preferences {
  try {
    const stored = JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    return {
      fontSize: fontSizes.find((size) => size === stored.fontSize) ?? usual.fontSize,
      singleKeys: stored.singleKeys ?? usual.singleKeys,
    };
  } catch {
    return usual;
  }
}
