import { createStore, useStore } from 'zustand';

/** Grows whenever this window kept or discarded a draft: a list of them may have been asked for a moment too early. */
const store = createStore<{ readonly revision: number }>(() => ({ revision: 0 }));

export function noteDraftsChanged(): void {
  store.setState(({ revision }) => ({ revision: revision + 1 }));
}

export function useDraftsRevision(): number {
  return useStore(store, ({ revision }) => revision);
}
