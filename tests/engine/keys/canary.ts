import { spawnSync } from 'node:child_process';

/** Names that no file may hold in the clear: as they were typed, and as a search index folds them. */
const CANARIES = ['Canarygunde', 'canarygunde', 'Zitronenfalterkatze', 'zitronenfalterkatze'];

/**
 * Files below a folder that hold one of them. Read by another process: closing a live database's file in this one would
 * drop its locks.
 */
export function filesWithCanaries(folder: string): string[] {
  const wanted = CANARIES.flatMap((canary) => ['-e', canary]);
  const { stdout, status, stderr } = spawnSync('grep', ['-rlaF', ...wanted, folder], {
    encoding: 'utf8',
  });
  if (status === 2 && !stderr.includes('engine.sock')) throw new Error(stderr);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Whether a live database lies there in the clear. */
export function beginsAsPlain(path: string): boolean {
  return spawnSync('head', ['-c', '15', path], { encoding: 'utf8' }).stdout === 'SQLite format 3';
}
