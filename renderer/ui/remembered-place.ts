import { linkTo, parseRoute } from './route.ts';

const KEY = 'satchel.place';

/** Where the window was last, so that it opens there again: a page or a table, never a record or a search. */
export function rememberPlace(hash: string): void {
  const [noun, table] = parseRoute(hash).segments;
  if (noun === undefined || noun === 'setup') return;
  const place = noun === 'records' && table !== undefined ? [noun, table] : [noun];
  window.localStorage.setItem(KEY, linkTo(place));
}

export function rememberedPlace(): string {
  const stored = window.localStorage.getItem(KEY);
  return stored?.startsWith('#/') ? stored : '#/status';
}
