import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const runningSchema = z.object({
  pid: z.int(),
  kind: z.enum(['host', 'electron']),
  startedAt: z.string(),
  /** A Unix socket's path or a Windows pipe's name. */
  socket: z.string(),
  /** What the socket asks for; the window's own token is another one. */
  token: z.string(),
  /** Where the window is served, with its token in the fragment; null where none is. */
  url: z.string().nullable(),
  port: z.int().nullable(),
});

/** `<home>/host.json`, readable by its owner only: how to reach the process that holds the store. */
export type Running = z.infer<typeof runningSchema>;

const fileOf = (home: string): string => join(home, 'host.json');

export async function writeRunning(home: string, running: Running): Promise<void> {
  const temporary = `${fileOf(home)}.${running.pid}.tmp`;
  await rm(temporary, { force: true });
  await writeFile(temporary, JSON.stringify(running, null, 2), { mode: 0o600, flag: 'wx' });
  await rename(temporary, fileOf(home));
}

/** What the file says, whether or not that process still runs; undefined where there is none to read. */
export async function readRunning(home: string): Promise<Running | undefined> {
  try {
    return runningSchema.parse(JSON.parse(await readFile(fileOf(home), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Removes the file only where it is still this process's own. */
export async function removeRunning(home: string, pid: number): Promise<void> {
  if ((await readRunning(home))?.pid === pid) await rm(fileOf(home), { force: true });
}
