import type { Database } from '../store/database.ts';

const seen = new WeakMap<Database, Map<number, number>>();

/** Notes where a clinic's head was just seen. */
export function noteHead(database: Database, clinic: number, version: number): void {
  let heads = seen.get(database);
  if (!heads) seen.set(database, (heads = new Map<number, number>()));
  heads.set(clinic, version);
}

/**
 * Whether the head was last seen past this version. It says which way to an answer is probably the shorter one and
 * nothing more: another server process or plain SQL may have moved the head since, and a restore may have taken it back.
 */
export function isProbablyPast(database: Database, clinic: number, version: number): boolean {
  return (seen.get(database)?.get(clinic) ?? 0) > version;
}
