import { z } from 'zod';
import { saidErrorSchema } from './said-error.ts';
import { saidsSchema } from '../said/said.ts';

const isoTime = z.string();
const folder = z.string().min(1);
/** Of an encrypted backup. Asked for, used and forgotten; never kept in a file or a log. */
const passphrase = z.string().min(8).optional();

/** Why a backup was made. Each reason has its own tiers of retention: hourly ones never push out another. */
export const backupReasonSchema = z.enum([
  'scheduled',
  'manual',
  'before-restore',
  'before-migration',
  'before-update',
  'before-rebind',
  'before-bulk-resolve',
  'before-repair',
]);
export type BackupReason = z.infer<typeof backupReasonSchema>;

/** One backup's page of the catalogue: a file beside the backup, readable when the database is gone. */
export const backupPageSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  /** The backup's file name, in the page's own folder. */
  file: z.string(),
  createdAt: isoTime,
  reason: backupReasonSchema,
  device: z.string(),
  deviceName: z.string(),
  encrypted: z.boolean(),
  /** Which key of the desk its database is sealed with; null for a plain one. */
  databaseKey: z.string().nullable().default(null),
  /** Of the file as it lies there. */
  sizeBytes: z.int(),
  sha256: z.string(),
  /** Of the database in it. */
  databaseBytes: z.int(),
  /** Rows by table. */
  counts: z.record(z.string(), z.int()),
  /** Rows that reference a record which is not there; they are as they were on the desk. */
  foreignKeyProblems: z.int(),
  /** Edits in it that had not been sent. */
  pending: z.int(),
  verifiedAt: isoTime,
  /** What the last verification found wrong; null where nothing was. */
  damage: z.string().nullable(),
});
export type BackupPage = z.infer<typeof backupPageSchema>;

/** `verified`: whole when last checked, and as large as then. */
export const backupSchema = backupPageSchema.extend({
  folder: z.string(),
  state: z.enum(['verified', 'damaged', 'missing']),
});
export type Backup = z.infer<typeof backupSchema>;

export const backupStatusSchema = z.object({
  enabled: z.boolean(),
  folder: z.string(),
  secondFolder: z.string().nullable(),
  /** The newest backup that is whole; its age is what the alarm goes by. */
  lastVerifiedAt: isoTime.nullable(),
  lastAttemptAt: isoTime.nullable(),
  /** Why the last attempt failed, at once and until one succeeds. */
  lastError: saidErrorSchema.nullable(),
  nextAt: isoTime.nullable(),
  running: z.boolean(),
  alarm: z.enum(['fine', 'off', 'late', 'never', 'failed']),
  /** The alarm in words, with what to do where there is something. */
  summary: z.string(),
  said: saidsSchema,
  /** Whether scheduled backups are encrypted with a passphrase that this desk keeps. */
  encrypted: z.boolean(),
});
export type BackupStatus = z.infer<typeof backupStatusSchema>;

export const backupProgressSchema = z.object({
  /** What is under way, or what has just ended. */
  task: z.enum(['create', 'verify', 'restore', 'export', 'seal']),
  phase: z.enum([
    'copying',
    'checking',
    'hashing',
    'encrypting',
    'decrypting',
    'second-copy',
    'swapping',
    'done',
  ]),
  done: z.number(),
  /** Null where nobody knows. */
  total: z.number().nullable(),
});
export type BackupProgress = z.infer<typeof backupProgressSchema>;

export const backupCreateSchema = z
  .object({
    to: folder.optional(),
    passphrase,
    reason: z.enum(['manual', 'before-update']).default('manual'),
  })
  .default({ reason: 'manual' });
export type BackupCreateRequest = z.infer<typeof backupCreateSchema>;

export const backupKeySchema = z.object({ id: z.string().min(1), passphrase });

export const backupVerifySchema = z.object({ id: z.string().min(1).optional(), passphrase });
export const backupVerdictSchema = z.object({
  id: z.string(),
  ok: z.boolean(),
  /** False for an encrypted one without its passphrase: its bytes are those that were checked when it was made. */
  opened: z.boolean(),
  detail: z.string(),
});
export type BackupVerdict = z.infer<typeof backupVerdictSchema>;

export const restoreRequestSchema = backupKeySchema.extend({
  dryRun: z.boolean().default(false),
});

/** What a restore would change, or did. Counts only. */
export const restoreReportSchema = z.object({
  id: z.string(),
  createdAt: isoTime,
  dryRun: z.boolean(),
  /** False where the database on this desk cannot be read. */
  readable: z.boolean(),
  tables: z.array(z.object({ table: z.string(), here: z.int().nullable(), backup: z.int() })),
  /** Edits on this desk that were never sent and are not in the backup: offered again after the restore. */
  unsent: z.int(),
  /** Where the database that is replaced is kept. */
  displaced: z.string().nullable(),
});
export type RestoreReport = z.infer<typeof restoreReportSchema>;

/** An edit that was never sent, found in a database that a restore displaced. */
export const recoverableSchema = z.object({
  id: z.string(),
  table: z.string(),
  key: z.string(),
  title: z.string(),
  op: z.enum(['insert', 'update', 'delete']),
  actor: z.string(),
  at: isoTime,
  fields: z.array(
    z.object({
      field: z.string(),
      label: z.string(),
      /** As it was typed on this desk, and as it stands now. */
      mine: z.json(),
      now: z.json(),
    }),
  ),
  /** The record has changed since: taking the edit back puts it over what stands there now. */
  changedSince: z.boolean(),
});
export type Recoverable = z.infer<typeof recoverableSchema>;

export const recoverRequestSchema = z.object({
  /** Which ones; every one that overwrites nothing where left out. */
  ids: z.array(z.string()).optional(),
  /** Drops the others: nothing is offered again. The displaced database stays. */
  dismiss: z.boolean().default(false),
});
export const recoverAnswerSchema = z.object({
  recovered: z.int(),
  left: z.int(),
  /** Edits that could not be taken back, with the reason. */
  failed: z.array(z.object({ id: z.string(), message: z.string() })),
});
export type RecoverAnswer = z.infer<typeof recoverAnswerSchema>;

export const exportRequestSchema = backupKeySchema.extend({ to: z.string().min(1) });

/** The passphrase of scheduled backups, kept where tokens are; null ends their encryption. */
export const passphraseChangeSchema = z.object({ passphrase: z.string().min(8).nullable() });
