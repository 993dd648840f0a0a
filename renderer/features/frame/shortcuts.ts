import { useEffect } from 'react';
import { preferences } from '../../ui/preferences.ts';
import { navigate } from '../../ui/router.ts';

/** After `g`, how long the second key may take. */
const SEQUENCE_MS = 1200;

/** `g` and then one of these goes to a page. */
export const places = {
  s: 'status',
  r: 'records',
  c: 'conflicts',
  l: 'log',
  b: 'backups',
  v: 'review',
  d: 'diagnostics',
  e: 'settings',
} as const;

export interface ShortcutActions {
  readonly showSheet: () => void;
}

/** Keys that work on every page, unless one is typing into a field or holds a dialog open. */
export function useShortcuts({ showSheet }: ShortcutActions): void {
  useEffect(() => {
    let startedAt = -Infinity;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!preferences().singleKeys || isBusy(event.target)) return;
      const inSequence = event.timeStamp - startedAt < SEQUENCE_MS;
      startedAt = event.key === 'g' && !inSequence ? event.timeStamp : -Infinity;
      if (inSequence && Object.hasOwn(places, event.key)) {
        event.preventDefault();
        navigate([places[event.key as keyof typeof places]]);
      } else if (event.key === '?') {
        event.preventDefault();
        showSheet();
      } else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('#content input[type="search"]');
        if (!field) return;
        event.preventDefault();
        field.select();
      }
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [showSheet]);
}

function isBusy(target: EventTarget | null): boolean {
  return (
    (target instanceof Element &&
      target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null) ||
    document.querySelector('[role="dialog"]') !== null
  );
}
