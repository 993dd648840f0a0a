import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMemoryFolder } from '../../build/find/memory-folder.ts';

/** Bytes; a history's databases take a few millions. */
const ROOM = 2 ** 28;

/** In memory where there is room: what a simulated disk loses is the simulation's to say. */
export function makeFolder(): string {
  return mkdtempSync(join(findMemoryFolder(ROOM) ?? tmpdir(), 'satchel-simulation-'));
}
