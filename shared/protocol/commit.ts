import { z } from 'zod';

/**
 * One writing transaction of the server. `version` counts the clinic's commits within all epochs and never
 * goes back; an `epoch` starts when a server lost commits that devices had seen; the random `nonce` tells
 * apart two commits that a restored server gave the same number [SYNC-8].
 */
export const commitSchema = z.object({
  epoch: z.int().nonnegative(),
  version: z.int().nonnegative(),
  nonce: z.string(),
});
export type Commit = z.infer<typeof commitSchema>;

/** The commit before the first: the cursor of a device that has never pulled. */
export const ORIGIN: Commit = { epoch: 0, version: 0, nonce: '' };

export function sameCommit(a: Commit, b: Commit): boolean {
  return a.epoch === b.epoch && a.version === b.version && a.nonce === b.nonce;
}

/** Negative when `a` is older than `b`: a later epoch wins over any version of an earlier one. */
export function compareCommits(
  a: Pick<Commit, 'epoch' | 'version'>,
  b: Pick<Commit, 'epoch' | 'version'>,
): number {
  return a.epoch - b.epoch || a.version - b.version;
}

/** `epoch.version.nonce`, as in the query of a download. */
export function formatCommit(commit: Commit): string {
  return `${commit.epoch}.${commit.version}.${commit.nonce}`;
}

/** The commit a formatted text stands for, or undefined when it is not one. */
export function parseCommit(text: string): Commit | undefined {
  const match = /^(\d{1,15})\.(\d{1,15})\.([\w-]*)$/.exec(text);
  if (!match) return undefined;
  return { epoch: Number(match[1]), version: Number(match[2]), nonce: match[3] as string };
}
