import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SatchelClient } from '../../../../renderer/client.ts';
import { followEngine } from '../../../../renderer/features/session/follow-engine.ts';
import { createSessionStore } from '../../../../renderer/features/session/session-store.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { fakeRouter } from '../../../support/fake-router.ts';

let stop = new AbortController();
beforeEach(() => {
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
});

const clientOf = (engine: FakeEngine): SatchelClient => createRouterClient(fakeRouter(engine));

describe('the session store', () => {
  it('follows the status, the changed tables, and the progress of a running sync', async () => {
    const engine = new FakeEngine({ patients: 5, stepMs: 20 });
    const client = clientOf(engine);
    const store = createSessionStore();
    const phases: string[] = [];
    store.subscribe(({ progress }) => {
      if (progress) phases.push(progress.phase);
    });
    void followEngine(client, store, stop.signal);
    await vi.waitFor(() => {
      expect(store.getState().report?.state).toBe('pending');
    });
    await client.sync.run({});
    await vi.waitFor(() => {
      expect(store.getState().report?.state).toBe('synced');
    });
    expect(phases).toContain('pushing');
    expect(store.getState().progress).toBeUndefined();
    expect(store.getState().revisions['patients']).toBeGreaterThan(0);
  });

  it('says that the engine is lost, keeps what it knew, and catches up by itself', async () => {
    const engine = new FakeEngine({ patients: 5 });
    const client = clientOf(engine);
    let isDown = false;
    const downError = new TypeError('Failed to fetch');
    const flaky = {
      ...client,
      status: {
        ...client.status,
        get: (...args: Parameters<SatchelClient['status']['get']>) =>
          isDown ? Promise.reject(downError) : client.status.get(...args),
        watch: async (...args: Parameters<SatchelClient['status']['watch']>) => {
          const reports = await client.status.watch(...args);
          return (async function* () {
            for await (const report of reports) {
              if (isDown) throw downError;
              yield report;
            }
          })();
        },
      },
    } as SatchelClient;
    const store = createSessionStore();
    void followEngine(flaky, store, stop.signal);
    await vi.waitFor(() => {
      expect(store.getState().link).toBe('live');
    });
    const before = store.getState().revisions['patients'] ?? 0;
    isDown = true;
    engine.changed();
    await vi.waitFor(() => {
      expect(store.getState().link).toBe('lost');
    });
    expect(store.getState().linkError?.code).toBe('ENGINE_UNREACHABLE');
    expect(store.getState().report).toBeDefined();
    isDown = false;
    await vi.waitFor(
      () => {
        expect(store.getState().link).toBe('live');
      },
      { timeout: 10_000 },
    );
    expect(store.getState().revisions['patients']).toBeGreaterThan(before);
  });
});
