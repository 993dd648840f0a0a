import { z } from 'zod';
import { saidsSchema } from '../said/said.ts';
import { saidErrorSchema } from './said-error.ts';
import { deskStateSchema as deskLockSchema } from './desk.ts';

/** What the tray and the status bar show; `green` is `synced` only: outbox empty, last pull completed, nothing quarantined. */
export const deskStateSchema = z.enum([
  'not-configured',
  'never-synced',
  'signed-out',
  'syncing',
  'offline',
  'paused',
  'error',
  'attention',
  'pending',
  'synced',
]);
export type DeskState = z.infer<typeof deskStateSchema>;

const isoTime = z.string();

export const tableStatusSchema = z.object({
  table: z.string(),
  label: z.string(),
  /** Rows on this desk; rows on the server as last counted, or null where never counted. */
  here: z.int(),
  there: z.int().nullable(),
  pending: z.int(),
  conflicts: z.int(),
  quarantined: z.int(),
});
export type TableStatus = z.infer<typeof tableStatusSchema>;

export const statusReportSchema = z.object({
  /** The frozen fields of `GET /api/sync/status`. */
  lastSyncTime: isoTime.nullable(),
  lastSyncStatus: z.enum(['success', 'partial', 'failed', 'cancelled']).nullable(),
  lastSyncDuration: z.number().nullable(),
  totalSyncsCompleted: z.int(),
  totalConflicts: z.int(),
  unresolvedConflicts: z.int(),
  isOnline: z.boolean(),
  isSyncing: z.boolean(),

  state: deskStateSchema,
  /** The state in words, with the next step where there is one. */
  summary: z.string(),
  configured: z.boolean(),
  ready: z.boolean(),
  server: z.string().nullable(),
  environment: z.string(),
  clinic: z.string().nullable(),
  username: z.string().nullable(),
  signedIn: z.boolean(),
  device: z.object({ id: z.string(), name: z.string(), incarnation: z.string() }),
  pending: z.int(),
  /** Of the whole clinic; any desk can decide them. */
  conflicts: z.int(),
  /** Of those the ones that were found here: edits of this desk wait for them. */
  conflictsHere: z.int(),
  quarantined: z.int(),
  cursor: z.object({ epoch: z.int(), version: z.int() }),
  head: z.object({ epoch: z.int(), version: z.int() }).nullable(),
  lastPush: isoTime.nullable(),
  lastPull: isoTime.nullable(),
  nextSync: isoTime.nullable(),
  offlineSince: isoTime.nullable(),
  pauseReasons: z.array(z.string()),
  lastError: saidErrorSchema.nullable(),
  /** When `there` was counted. */
  countedAt: isoTime.nullable(),
  tables: z.array(tableStatusSchema),
  /** As the setting `remote.timeZone` has it: days and times of records are the clinic's. */
  timeZone: z.string(),
  /** Who is at the desk, and whether windows get records. */
  desk: deskLockSchema,
});
export type StatusReport = z.infer<typeof statusReportSchema>;

/** `GET /sync/status`, the short form older scripts read. */
export const shortStatusSchema = z.object({
  lastSync: isoTime.nullable(),
  local: z.record(z.string(), z.int()),
  remote: z.record(z.string(), z.int().nullable()),
  isHealthy: z.boolean(),
  timestamp: isoTime,
});

export const networkStatusSchema = z.object({
  is_running: z.boolean(),
  is_online: z.boolean(),
  last_check: isoTime.nullable(),
  check_interval_seconds: z.number(),
});

export const connectionTestSchema = z.object({
  environment: z.string(),
  url: z.string(),
  ok: z.boolean(),
  /** One line a step: found the server, signed in, same protocol, same tables. */
  steps: z.array(
    z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), said: saidsSchema }),
  ),
  roundTripMs: z.number().nullable(),
});
export type ConnectionTest = z.infer<typeof connectionTestSchema>;
