import { existsSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptConnection } from './kept-connection.ts';

export const DATABASE = ['clinic.db', 'clinic.db-wal'];

interface Spare {
  readonly home: string;
  readonly connection: KeptConnection;
}

/** Connections that a history has left, for the desks of the next one: their files lie in `folder`. */
export class SpareConnections {
  readonly #folder: string;
  readonly #spares: Spare[] = [];
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  push(from: string, connection: KeptConnection): void {
    const home = join(this.#folder, `spare-${String(this.#count++)}`);
    mkdirSync(home);
    linkDatabase(from, home);
    this.#spares.push({ home, connection });
  }

  pop(): Spare | undefined {
    return this.#spares.pop();
  }
}

/** The same files under another name, as a connection goes on with them. */
export function linkDatabase(from: string, to: string): void {
  for (const name of DATABASE) {
    const path = join(from, name);
    if (existsSync(path)) linkSync(path, join(to, name));
  }
}
