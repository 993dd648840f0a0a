import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { CallProcess } from './calls.ts';
import type { DeskCalls } from './desk-process.ts';
import type { Login } from './start-server.ts';

export type Desk = CallProcess<DeskCalls>;

let desks = 0;

/** A signed-in desk with an empty store, in a process of its own, for as long as `work` takes. */
export async function withDesk<T>(
  bench: Bench,
  login: Login,
  work: (desk: Desk) => Promise<T>,
): Promise<T> {
  const desk: Desk = new CallProcess<DeskCalls>('./desk-process.ts');
  const home = join(bench.dir, `desk-${String(++desks)}`);
  try {
    const { url, username, password } = login;
    await desk.call('open', { home, url, username, password });
    const result = await work(desk);
    await desk.call('close', undefined);
    return result;
  } finally {
    await desk.end();
  }
}
