import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SyncRefusal } from '../../shared/protocol/download.ts';
import { type Head, toCommit } from '../store/clinics.ts';

/** A 409 with what the device needs to find its way again [SYNC-2] [SYNC-8] [SYNC-11]. */
export class Refusal extends Error {
  readonly answer: SyncRefusal;

  constructor(code: SyncRefusal['code'], { head, known }: { head: Head; known?: number }) {
    const { message } = codes[code]();
    super(message);
    this.answer = { code, message, head: toCommit(head), known: known ?? head.version };
  }
}

const codes = {
  SYNC_RESYNC: () => new SatchelError('SYNC_RESYNC'),
  SYNC_RESNAPSHOT: () => new SatchelError('SYNC_RESYNC'),
  SYNC_REWOUND: () => new SatchelError('SYNC_REWOUND'),
  MUTATION_ID_REUSED: () => new SatchelError('MUTATION_ID_REUSED'),
} as const;
