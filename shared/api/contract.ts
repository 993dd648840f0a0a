import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import {
  accountSchema,
  loginRequestSchema,
  passwordChangeSchema,
  setupRequestSchema,
} from './account.ts';
import { autoResolveProcedure } from './auto-resolve.ts';
import { backupProcedures } from './backup-procedures.ts';
import { deskListSchema } from './desks.ts';
import { deletedProcedures, draftProcedures, historyProcedures } from './keeping.ts';
import { deskProcedures } from './desk.ts';
import { importProcedures } from './imports.ts';
import { diagnoseProcedures } from './diagnose.ts';
import { encryptionProcedures } from './encryption.ts';
import { base, done, nothing } from './procedure.ts';
import { compareProcedures } from './compare.ts';
import {
  conflictQuerySchema,
  conflictSchema,
  resolveAnswerSchema,
  resolveManyAnswerSchema,
  resolveManyRequestSchema,
  resolveRequestSchema,
} from './conflicts.ts';
import { quarantineContract } from './quarantine.ts';
import {
  changeSchema,
  recordAddManySchema,
  recordAddSchema,
  recordKeySchema,
  recordPageSchema,
  recordQuerySchema,
  recordSchema,
  recordSetSchema,
  tableDescriptionSchema,
} from './records.ts';
import { searchAnswerSchema, searchQuerySchema } from './search.ts';
import { migrateProcedures } from './migrate.ts';
import { repairProcedures } from './repair.ts';
import { updateProcedures } from './updates.ts';
import {
  settingChangeSchema,
  settingSchema,
  syncConfigChangeSchema,
  syncConfigSchema,
} from './settings.ts';
import {
  connectionTestSchema,
  networkStatusSchema,
  shortStatusSchema,
  statusReportSchema,
} from './status.ts';
import {
  runDetailSchema,
  syncProgressSchema,
  syncReportSchema,
  syncRequestSchema,
} from './sync.ts';

/**
 * What a window, a script or the command line can ask of the engine: one contract for the worker port, the
 * renderer's MessagePort and local HTTP. Errors are `SatchelError`s in the error's `data`.
 */
export const contract = {
  status: {
    get: base
      .route({ method: 'GET', path: '/api/sync/status', tags: ['sync'] })
      .input(nothing)
      .output(statusReportSchema),
    watch: base
      .route({ method: 'GET', path: '/api/sync/status/watch', tags: ['sync'] })
      .input(nothing)
      .output(eventIterator(statusReportSchema)),
    short: base
      .route({ method: 'GET', path: '/sync/status', tags: ['sync'] })
      .input(nothing)
      .output(shortStatusSchema),
    network: base
      .route({ method: 'GET', path: '/api/sync/network-status', tags: ['sync'] })
      .input(nothing)
      .output(networkStatusSchema),
    desks: base
      .route({ method: 'GET', path: '/api/sync/desks', tags: ['sync'] })
      .input(nothing)
      .output(deskListSchema),
    testConnection: base
      .route({ method: 'GET', path: '/api/sync/test-connection', tags: ['sync'] })
      .input(nothing)
      .output(connectionTestSchema),
  },
  sync: {
    run: base
      .route({ method: 'POST', path: '/api/sync/sync', tags: ['sync'] })
      .input(syncRequestSchema)
      .output(syncReportSchema),
    trigger: base
      .route({ method: 'POST', path: '/sync/trigger', tags: ['sync'] })
      .input(syncRequestSchema)
      .output(z.object({ success: z.boolean(), message: z.string(), timestamp: z.string() })),
    progress: base
      .route({ method: 'GET', path: '/api/sync/progress', tags: ['sync'] })
      .input(nothing)
      .output(eventIterator(syncProgressSchema)),
    cancel: base
      .route({ method: 'POST', path: '/api/sync/cancel', tags: ['sync'] })
      .input(nothing)
      .output(done),
    pause: base
      .route({ method: 'POST', path: '/api/sync/pause', tags: ['sync'] })
      .input(
        z
          .object({ minutes: z.number().positive().nullable().default(null) })
          .default({ minutes: null }),
      )
      .output(done),
    /** The computer woke up or was unlocked: look at the server and sync at once. */
    wake: base
      .route({ method: 'POST', path: '/api/sync/wake', tags: ['sync'] })
      .input(nothing)
      .output(done),
    resume: base
      .route({ method: 'POST', path: '/api/sync/resume', tags: ['sync'] })
      .input(nothing)
      .output(done),
  },
  conflicts: {
    list: base
      .route({ method: 'GET', path: '/api/sync/conflicts', tags: ['conflicts'] })
      .input(conflictQuerySchema)
      .output(z.array(conflictSchema)),
    resolve: base
      .route({ method: 'POST', path: '/api/sync/conflicts/{id}/resolve', tags: ['conflicts'] })
      .input(resolveRequestSchema)
      .output(resolveAnswerSchema),
    resolveMany: base
      .route({ method: 'POST', path: '/api/sync/conflicts/resolve', tags: ['conflicts'] })
      .input(resolveManyRequestSchema)
      .output(resolveManyAnswerSchema),
    undo: base
      .route({ method: 'POST', path: '/api/sync/conflicts/{id}/undo', tags: ['conflicts'] })
      .input(z.object({ id: z.string() }))
      .output(done),
    autoResolve: autoResolveProcedure,
  },
  quarantine: quarantineContract,
  logs: {
    list: base
      .route({ method: 'GET', path: '/api/sync/logs', tags: ['logs'] })
      .input(
        z
          .object({ limit: z.coerce.number().int().min(1).max(1000).default(50) })
          .default({ limit: 50 }),
      )
      .output(z.array(syncReportSchema)),
    get: base
      .route({ method: 'GET', path: '/api/sync/logs/{id}', tags: ['logs'] })
      .input(z.object({ id: z.coerce.number().int() }))
      .output(runDetailSchema),
  },
  compare: compareProcedures,
  backups: backupProcedures,
  diagnose: diagnoseProcedures,
  repair: repairProcedures,
  encryption: encryptionProcedures,
  updates: updateProcedures,
  migrate: migrateProcedures,
  records: {
    tables: base
      .route({ method: 'GET', path: '/api/records', tags: ['records'] })
      .input(nothing)
      .output(z.array(tableDescriptionSchema)),
    list: base
      .meta({ thread: 'reader' })
      .route({ method: 'POST', path: '/api/records/query', tags: ['records'] })
      .input(recordQuerySchema)
      .output(recordPageSchema),
    get: base
      .meta({ thread: 'reader' })
      .route({ method: 'GET', path: '/api/records/{table}/{key}', tags: ['records'] })
      .input(recordKeySchema)
      .output(recordSchema),
    search: base
      .meta({ thread: 'reader' })
      .route({ method: 'POST', path: '/api/records/search', tags: ['records'] })
      .input(searchQuerySchema)
      .output(searchAnswerSchema),
    add: base
      .route({ method: 'POST', path: '/api/records/{table}', tags: ['records'] })
      .input(recordAddSchema)
      .output(recordSchema),
    addMany: base
      .route({ method: 'POST', path: '/api/records/{table}/many', tags: ['records'] })
      .input(recordAddManySchema)
      .output(z.object({ keys: z.array(z.string()) })),
    set: base
      .route({ method: 'PATCH', path: '/api/records/{table}/{key}', tags: ['records'] })
      .input(recordSetSchema)
      .output(recordSchema),
    delete: base
      .route({ method: 'DELETE', path: '/api/records/{table}/{key}', tags: ['records'] })
      .input(recordKeySchema)
      .output(done),
    watch: base
      .route({ method: 'GET', path: '/api/changes', tags: ['records'] })
      .input(nothing)
      .output(eventIterator(changeSchema)),
  },
  drafts: draftProcedures,
  deleted: deletedProcedures,
  imports: importProcedures,
  history: historyProcedures,
  account: {
    setup: base
      .route({ method: 'POST', path: '/api/account/setup', tags: ['account'] })
      .input(setupRequestSchema)
      .output(accountSchema),
    login: base
      .route({ method: 'POST', path: '/api/account/login', tags: ['account'] })
      .input(loginRequestSchema)
      .output(accountSchema),
    logout: base
      .route({ method: 'POST', path: '/api/account/logout', tags: ['account'] })
      .input(nothing)
      .output(accountSchema),
    whoami: base
      .route({ method: 'GET', path: '/api/account', tags: ['account'] })
      .input(nothing)
      .output(accountSchema),
    password: base
      .route({ method: 'POST', path: '/api/account/password', tags: ['account'] })
      .input(passwordChangeSchema)
      .output(done),
  },
  desk: deskProcedures,
  settings: {
    all: base
      .route({ method: 'GET', path: '/api/settings', tags: ['settings'] })
      .input(nothing)
      .output(z.array(settingSchema)),
    set: base
      .route({ method: 'PUT', path: '/api/settings/{key}', tags: ['settings'] })
      .input(settingChangeSchema)
      .output(settingSchema),
    getSync: base
      .route({ method: 'GET', path: '/api/sync/config', tags: ['settings'] })
      .input(nothing)
      .output(syncConfigSchema),
    setSync: base
      .route({ method: 'PUT', path: '/api/sync/config', tags: ['settings'] })
      .input(syncConfigChangeSchema)
      .output(syncConfigSchema),
  },
};

export type Contract = typeof contract;
