import type { Commit } from '../../shared/protocol/commit.ts';
import type { Principal } from '../auth/access-tokens.ts';
import type { Batch } from './batch.ts';
import type { Slot } from './device-queue.ts';

export interface Upload {
  readonly batch: Batch;
  readonly principal: Principal;
  readonly slot: Slot;
  /** The highest commit the desk knows of: a restored server notices before it writes [SYNC-8]. */
  readonly seen: Commit;
  /** The commit that the head has to be, where the desk sends on that condition. */
  readonly onlyAt?: Commit | undefined;
}

export interface UploadResult {
  /** The answer's JSON, as it is stored and replayed. */
  readonly answer: string;
  readonly applied: number;
  readonly replayed: boolean;
  /** The version of the commit that was made, if one was. */
  readonly version: number | null;
}
