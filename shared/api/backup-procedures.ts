import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import {
  backupCreateSchema,
  backupProgressSchema,
  backupSchema,
  backupStatusSchema,
  backupVerdictSchema,
  backupVerifySchema,
  exportRequestSchema,
  passphraseChangeSchema,
  recoverableSchema,
  recoverAnswerSchema,
  recoverRequestSchema,
  restoreReportSchema,
  restoreRequestSchema,
} from './backups.ts';
import { base, done, nothing } from './procedure.ts';

const tags = ['backups'] as const;

/** The backups' part of the contract. */
export const backupProcedures = {
  status: base
    .route({ method: 'GET', path: '/api/backups/status', tags })
    .input(nothing)
    .output(backupStatusSchema),
  watch: base
    .route({ method: 'GET', path: '/api/backups/watch', tags })
    .input(nothing)
    .output(eventIterator(backupStatusSchema)),
  list: base
    .route({ method: 'GET', path: '/api/backups', tags })
    .input(nothing)
    .output(z.array(backupSchema)),
  create: base
    .route({ method: 'POST', path: '/api/backups', tags })
    .input(backupCreateSchema)
    .output(backupSchema),
  /** One by its id, or every one. */
  verify: base
    .route({ method: 'POST', path: '/api/backups/verify', tags })
    .input(backupVerifySchema)
    .output(z.array(backupVerdictSchema)),
  /** With `dryRun` only what would change; otherwise the engine restarts after its answer. */
  restore: base
    .route({ method: 'POST', path: '/api/backups/{id}/restore', tags })
    .input(restoreRequestSchema)
    .output(restoreReportSchema),
  export: base
    .route({ method: 'POST', path: '/api/backups/{id}/export', tags })
    .input(exportRequestSchema)
    .output(z.object({ path: z.string() })),
  cancel: base
    .route({ method: 'POST', path: '/api/backups/cancel', tags })
    .input(nothing)
    .output(done),
  progress: base
    .route({ method: 'GET', path: '/api/backups/progress', tags })
    .input(nothing)
    .output(eventIterator(backupProgressSchema)),
  setPassphrase: base
    .route({ method: 'PUT', path: '/api/backups/passphrase', tags })
    .input(passphraseChangeSchema)
    .output(done),
  recoverable: base
    .route({ method: 'GET', path: '/api/backups/recoverable', tags })
    .input(nothing)
    .output(z.array(recoverableSchema)),
  recover: base
    .route({ method: 'POST', path: '/api/backups/recover', tags })
    .input(recoverRequestSchema)
    .output(recoverAnswerSchema),
};
