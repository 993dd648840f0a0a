import type { z } from 'zod';
import type { syncConfigChangeSchema, syncConfigSchema } from '../../shared/api/settings.ts';
import type { EngineServices, SettingsService } from './services.ts';

type SyncConfig = z.infer<typeof syncConfigSchema>;
type SyncConfigChange = z.infer<typeof syncConfigChangeSchema>;

/** The frozen short form of the sync settings; `collectionsToSync` names every table where the setting is `*`. */
export function readSyncConfig({ settings, records }: EngineServices): SyncConfig {
  const tables = settings.get('database.tables').value;
  return {
    autoSyncEnabled: settings.get('remote.autoSync').value as boolean,
    syncIntervalMinutes: (settings.get('remote.intervalSeconds').value as number) / 60,
    conflictResolutionStrategy: settings.get('sync.conflicts').value as string,
    collectionsToSync:
      tables === '*' ? records.tables().map(({ name }) => name) : (tables as string[]),
    maxRetries: settings.get('sync.maxRetries').value as number,
    batchSize: settings.get('sync.batchSize').value as number,
  };
}

/** Changes the named settings, all or none: where one is refused, the ones before it are put back. */
export function changeSyncConfig(services: EngineServices, change: SyncConfigChange): SyncConfig {
  const { settings } = services;
  const undo: (() => void)[] = [];
  try {
    for (const [key, value] of settingsOf(services, change)) {
      const before = settings.get(key).value;
      settings.set(key, value);
      undo.unshift(() => {
        putBack(settings, key, before);
      });
    }
  } catch (error) {
    for (const step of undo) step();
    throw error;
  }
  return readSyncConfig(services);
}

function putBack(settings: SettingsService, key: string, value: unknown): void {
  settings.set(key, value);
}

function settingsOf({ records }: EngineServices, change: SyncConfigChange): [string, unknown][] {
  const all = records.tables().map(({ name }) => name);
  const chosen = change.collectionsToSync;
  const isAll = chosen?.length === all.length && all.every((name) => chosen.includes(name));
  const entries: [string, unknown][] = [
    ['remote.autoSync', change.autoSyncEnabled],
    [
      'remote.intervalSeconds',
      change.syncIntervalMinutes === undefined
        ? undefined
        : Math.round(change.syncIntervalMinutes * 60),
    ],
    ['sync.conflicts', change.conflictResolutionStrategy],
    ['database.tables', isAll ? '*' : chosen],
    ['sync.maxRetries', change.maxRetries],
    ['sync.batchSize', change.batchSize],
  ];
  return entries.filter(([, value]) => value !== undefined);
}
