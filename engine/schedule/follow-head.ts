import { type Commit, compareCommits } from '../../shared/protocol/commit.ts';

export interface HeadFollower {
  /** Resolves when no cycle is running. */
  readonly settled: () => Promise<void>;
  /** How far this desk has come; its own commits count. */
  readonly cursor: () => Commit;
  /** One cycle, if one may start by itself. */
  readonly run: () => Promise<void>;
}

/**
 * Runs a cycle where the server's head is past this desk's cursor. A head that comes during a cycle is looked at
 * after it: that cycle may have pulled it, or have made it.
 */
export function followHead({ settled, cursor, run }: HeadFollower): (head: Commit) => void {
  let newest: Commit | undefined;
  let following = false;
  const follow = async (): Promise<void> => {
    while (newest) {
      await settled();
      const aim = newest;
      newest = undefined;
      if (compareCommits(cursor(), aim) < 0) await run();
    }
    following = false;
  };
  return (head) => {
    newest = head;
    if (following) return;
    following = true;
    void follow();
  };
}
