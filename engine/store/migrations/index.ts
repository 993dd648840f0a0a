import type { Migration } from '../migrate.ts';
import * as tracking from './0001-tracking.ts';
import * as doubtful from './0002-doubtful.ts';
import * as discarded from './0003-discarded.ts';
import * as search from './0004-search.ts';
import * as lostTombstones from './0005-lost-tombstones.ts';
import * as checkpoints from './0006-checkpoints.ts';
import * as undo from './0007-undo.ts';
import * as sharedConflicts from './0008-shared-conflicts.ts';
import * as resnapshot from './0009-resnapshot.ts';
import * as keeping from './0010-keeping.ts';
import * as journal from './0011-journal.ts';
import * as said from './0012-said.ts';
import * as sent from './0013-sent.ts';

/** Every migration of the side tables, oldest first. */
export const migrations: readonly Migration[] = [
  tracking,
  doubtful,
  discarded,
  search,
  lostTombstones,
  checkpoints,
  undo,
  sharedConflicts,
  resnapshot,
  keeping,
  journal,
  said,
  sent,
];
