import { z } from 'zod';
import { base, nothing } from './procedure.ts';
import { saidErrorSchema } from './said-error.ts';
import { saidsSchema } from '../said/said.ts';

export const encryptionStatusSchema = z.object({
  /** `sealed`: the database, its log, its search index and its backups are encrypted on the disk. */
  state: z.enum(['plain', 'sealed']),
  /** Another application's database stays as its owner keeps it. */
  isForeign: z.boolean(),
  /** Names the key without telling it; null for a plain database. */
  keyId: z.string().nullable(),
  /** Where keys lie: in the system's keychain, in a file only its owner can read, or in memory. */
  keptIn: z.enum(['file', 'keychain', 'memory']),
  /** Which keychain it was when the key was made, in the system's words. */
  backend: z.string().nullable(),
  /** Whether a person was shown the recovery key; until then nobody else can open the database. */
  recoveryKeyShown: z.boolean(),
  /** Backups, displaced databases and set-aside logs of this desk that are not encrypted. */
  plainFiles: z.int(),
  /** Why the last change of the encryption did not happen; the database is as it was. */
  lastError: saidErrorSchema.nullable(),
  /** All of it in words. */
  summary: z.string(),
});
export type EncryptionStatus = z.infer<typeof encryptionStatusSchema>;

/** Nine groups of four letters, to be written down: told once. */
export const recoveryKeySchema = z.object({ recoveryKey: z.string() });

export const recoveryKeyInputSchema = z.object({ recoveryKey: z.string().min(1).max(200) });

/** What a recovery key opens. */
export const recoveryKeyVerdictSchema = z.object({
  opensDatabase: z.boolean(),
  /** Backups of this desk that were made under it. */
  backups: z.int(),
});
export type RecoveryKeyVerdict = z.infer<typeof recoveryKeyVerdictSchema>;

export const sealedFilesSchema = z.object({
  sealed: z.int(),
  /** Files that stay unencrypted, with the reason. */
  left: z.array(z.object({ file: z.string(), reason: z.string(), said: saidsSchema })),
});
export type SealedFiles = z.infer<typeof sealedFilesSchema>;

const tags = ['encryption'] as const;

/** The encryption's part of the contract. A change is made while the engine restarts after its answer. */
export const encryptionProcedures = {
  status: base
    .route({ method: 'GET', path: '/api/encryption', tags })
    .input(nothing)
    .output(encryptionStatusSchema),
  turnOn: base
    .route({ method: 'POST', path: '/api/encryption/on', tags })
    .input(nothing)
    .output(recoveryKeySchema),
  turnOff: base
    .route({ method: 'POST', path: '/api/encryption/off', tags })
    .input(nothing)
    .output(z.object({ success: z.boolean() })),
  /** Another key for the database; older backups stay under the older one, which this computer keeps. */
  newKey: base
    .route({ method: 'POST', path: '/api/encryption/new-key', tags })
    .input(nothing)
    .output(recoveryKeySchema),
  /** Of a database that was encrypted from its beginning: once. */
  showKey: base
    .route({ method: 'POST', path: '/api/encryption/show-key', tags })
    .input(nothing)
    .output(recoveryKeySchema),
  testKey: base
    .route({ method: 'POST', path: '/api/encryption/test-key', tags })
    .input(recoveryKeyInputSchema)
    .output(recoveryKeyVerdictSchema),
  /** Gives this computer a key that it does not keep. */
  recover: base
    .route({ method: 'POST', path: '/api/encryption/recover', tags })
    .input(recoveryKeyInputSchema)
    .output(recoveryKeyVerdictSchema),
  /** Encrypts what was made before the database was. */
  sealFiles: base
    .route({ method: 'POST', path: '/api/encryption/files', tags })
    .input(nothing)
    .output(sealedFilesSchema),
  /** A damaged log that was put aside and encrypted since, written as it was: for whoever looks for what was in it. */
  exportLog: base
    .route({ method: 'POST', path: '/api/encryption/logs', tags })
    .input(z.object({ file: z.string().min(1).max(255), to: z.string().min(1).max(4096) }))
    .output(z.object({ path: z.string() })),
};
