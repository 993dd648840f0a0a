import { z } from 'zod';

/** `GET|PUT /api/sync/config`: the frozen short form of the sync settings. */
export const syncConfigSchema = z.object({
  autoSyncEnabled: z.boolean(),
  syncIntervalMinutes: z.number().positive(),
  conflictResolutionStrategy: z.string(),
  collectionsToSync: z.array(z.string()),
  maxRetries: z.int().min(0),
  batchSize: z.int().min(1),
});
export const syncConfigChangeSchema = syncConfigSchema.partial();

const jsonValue = z.json();

/** One setting by dotted path, its value, and which source won. */
export const settingSchema = z.object({
  key: z.string(),
  value: jsonValue,
  source: z.enum(['default', 'file', 'environment']),
});
export type Setting = z.infer<typeof settingSchema>;

export const settingChangeSchema = z.object({ key: z.string(), value: jsonValue });
