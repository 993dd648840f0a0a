import { useEffect, useMemo } from 'react';
import { createStore, useStore } from 'zustand';
import { rememberedPlace, rememberPlace } from './remembered-place.ts';
import { linkTo, parseRoute, type Route } from './route.ts';

interface RouterState {
  readonly hash: string;
  /** Where a person wanted to go while unsaved changes held the page; asked about before anything is lost. */
  readonly wanted: string | undefined;
  readonly blocked: boolean;
}

/** The host's own address carries a key where a place would be; the client takes it out. */
const carriesKey = (hash: string): boolean => hash.startsWith('#token=');

/** An address that names no place opens where the window was last. */
function startHash(hash: string): string {
  return hash === '' || hash === '#' || carriesKey(hash) ? rememberedPlace() : hash;
}

const store = createStore<RouterState>(() => ({
  hash: startHash(window.location.hash),
  wanted: undefined,
  blocked: false,
}));

store.subscribe(({ hash }) => {
  rememberPlace(hash);
});

window.addEventListener('hashchange', () => {
  const { hash, blocked } = store.getState();
  const next = window.location.hash;
  if (next === hash) return;
  if (carriesKey(next)) {
    // Another address of the host was pasted into this tab: start over with its key.
    window.location.reload();
    return;
  }
  if (blocked) {
    // The address has moved already: put it back, so that it names the page still shown, and ask.
    window.history.replaceState(null, '', hash || '#/status');
    store.setState({ wanted: next });
    return;
  }
  store.setState({ hash: next });
});

window.addEventListener('beforeunload', (event) => {
  if (store.getState().blocked) event.preventDefault();
});

/** Goes to a place, unless unsaved changes hold this one: then it is asked about first. */
export function navigate(
  segments: readonly string[],
  options: { query?: Readonly<Record<string, string>>; replace?: boolean } = {},
): void {
  const target = linkTo(segments, options.query);
  if (store.getState().blocked) {
    store.setState({ wanted: target });
    return;
  }
  if (options.replace) {
    window.history.replaceState(null, '', target);
    store.setState({ hash: target });
  } else {
    window.location.hash = target;
  }
}

/** The place shown at this moment, for code that is no component. */
export function currentRoute(): Route {
  return parseRoute(store.getState().hash);
}

export function useRoute(): Route {
  const hash = useStore(store, (state) => state.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Holds the page while `dirty`; leaving it by link, back button or closing the window is asked about. */
export function useUnsavedGuard(dirty: boolean): void {
  useEffect(() => {
    store.setState({ blocked: dirty });
    return () => {
      store.setState({ blocked: false, wanted: undefined });
    };
  }, [dirty]);
}

/** The question of the guard: where to, and the two answers. */
export function useLeaveQuestion(): { asked: boolean; stay: () => void; leave: () => void } {
  const wanted = useStore(store, (state) => state.wanted);
  return {
    asked: wanted !== undefined,
    stay: () => {
      store.setState({ wanted: undefined });
    },
    leave: () => {
      const target = store.getState().wanted;
      store.setState({ blocked: false, wanted: undefined });
      if (target) window.location.hash = target;
    },
  };
}

/** Lets the next navigation pass: the form has just been saved. */
export function releaseGuard(): void {
  store.setState({ blocked: false, wanted: undefined });
}
