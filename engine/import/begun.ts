import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../store/durable-file.ts';

const begunSchema = z.object({ file: z.string() });

/**
 * The file of a migration that has begun and not ended: run again it goes on, though the server is no longer empty, for
 * what is there now came from this file.
 */
export function readBegun(home: string): string | undefined {
  try {
    return begunSchema.safeParse(JSON.parse(readFileSync(pathIn(home), 'utf8'))).data?.file;
  } catch {
    return undefined;
  }
}

export function writeBegun(home: string, file: string | null): void {
  if (file === null) rmSync(pathIn(home), { force: true });
  else writeDurably(pathIn(home), `${JSON.stringify({ file })}\n`);
}

function pathIn(home: string): string {
  return join(home, 'migration.json');
}
