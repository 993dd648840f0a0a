import { createRouterClient } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import { engineRouter } from '../../../engine/api/router.ts';
import type { EngineClient } from '../../../engine/index.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { createFakeServices } from '../../support/fake-services.ts';

const services = createFakeServices();
const client: EngineClient = createRouterClient(engineRouter, {
  context: { services, now: () => Date.now() },
});
services.records.add('owners', { id: 'o1', full_name: 'Ada' });

/** Scripts of clinics read these names: one may be added, none may go or change. */
const frozen: Record<string, { readonly answer: () => Promise<unknown>; readonly fields: string }> =
  {
    'POST /api/sync/sync': {
      answer: () => client.sync.run({}),
      fields:
        'startTime endTime status trigger collections localToRemote remoteToLocal conflicts durationSeconds',
    },
    'GET /api/sync/status': {
      answer: () => client.status.get(),
      fields:
        'lastSyncTime lastSyncStatus lastSyncDuration totalSyncsCompleted totalConflicts unresolvedConflicts isOnline isSyncing',
    },
    'GET /sync/status': {
      answer: () => client.status.short(),
      fields: 'lastSync local remote isHealthy timestamp',
    },
    'POST /sync/trigger': {
      answer: () => client.sync.trigger({}),
      fields: 'success message timestamp',
    },
    'GET /api/sync/conflicts': {
      answer: async () => (await client.conflicts.list())[0],
      fields:
        '_id collection localId remoteId field localValue remoteValue timestamp resolved notes baseValue localActor localDevice',
    },
    'POST /api/sync/conflicts/{id}/resolve': {
      answer: () => client.conflicts.resolve({ id: 'c1', strategy: 'keep_local' }),
      fields: 'success message conflict_id resolved_by resolved_at',
    },
    'GET /api/sync/network-status': {
      answer: () => client.status.network(),
      fields: 'is_running is_online last_check check_interval_seconds',
    },
    'GET /api/sync/config': {
      answer: () => client.settings.getSync(),
      fields:
        'autoSyncEnabled syncIntervalMinutes conflictResolutionStrategy collectionsToSync maxRetries batchSize',
    },
  };

describe('answers of the local API', () => {
  test.each(Object.entries(frozen))('%s keeps its field names', async (_path, verb) => {
    const answer = await verb.answer();
    expect(Object.keys(answer as object)).toEqual(expect.arrayContaining(verb.fields.split(' ')));
  });

  test('the sync maps are by table', async () => {
    const report = await client.sync.run({});
    expect(report.localToRemote).toEqual({ owners: 2 });
  });

  test('names both sides by table in the short status, and is healthy when they agree', async () => {
    expect(await client.status.short()).toMatchObject({
      local: { owners: 1 },
      remote: { owners: 1 },
      isHealthy: true,
    });
  });

  test('reads and changes the sync settings by their older names', async () => {
    const before = await client.settings.getSync();
    expect(before).toMatchObject({ syncIntervalMinutes: 1, autoSyncEnabled: true });
    expect(before.collectionsToSync).toContain('patients');

    const changed = await client.settings.setSync({
      syncIntervalMinutes: 5,
      collectionsToSync: ['patients'],
    });
    expect(changed).toMatchObject({ syncIntervalMinutes: 5, collectionsToSync: ['patients'] });
    expect(services.settings.get('remote.intervalSeconds').value).toBe(300);

    await client.settings.setSync({ collectionsToSync: before.collectionsToSync });
    expect(services.settings.get('database.tables').value).toBe('*');
  });

  test('changes none of the settings where one is refused', async () => {
    const change = { autoSyncEnabled: false, conflictResolutionStrategy: 'guess' };
    const refused = await client.settings.setSync(change).catch(errorFromClient);
    expect(refused).toMatchObject({ code: 'CONFIG_INVALID' });
    expect((await client.settings.getSync()).autoSyncEnabled).toBe(true);
  });
});
