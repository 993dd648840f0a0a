import { say } from '../../shared/said/said.ts';
import { lookup } from 'node:dns/promises';
import type { SyncService } from '../api/services.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { Clock } from '../ports.ts';
import { readDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import type { Check, Outcome } from './check.ts';

export interface SyncCheckOptions {
  readonly store: Store;
  readonly servers: ServerProvider;
  readonly sync: SyncService;
  readonly clock: Clock;
}

const MOST_SKEW_MS = 2 * 60_000;
const STUCK_MS = 24 * 3_600_000;

/** What can be said of syncing; none of it changes a record. */
export function syncChecks(options: SyncCheckOptions): Check[] {
  const { store, servers, sync, clock } = options;
  return [
    {
      id: 'tracking',
      look: (): Outcome => {
        // Looking mends it, as each sync does: an untracked table must not stay so for a report's sake.
        const { rebuilt, found } = store.verifyTracking();
        const mended = say('tracking-mended', { tables: rebuilt, count: found });
        const finding = rebuilt.length === 0 ? say('tracking-whole') : mended;
        return { state: 'ok', finding };
      },
    },
    { id: 'dns', look: () => nameOf(servers.url) },
    {
      id: 'server',
      look: async (): Promise<Outcome> => {
        if (servers.url === null) return noServer;
        const test = await sync.testConnection();
        const failed = test.steps.find(({ ok }) => !ok);
        if (!failed) {
          const steps = test.steps.flatMap(({ said }) => said);
          return { state: 'ok', finding: say('server-steps', { steps }) };
        }
        return {
          state: 'attention',
          // It says what failed, and what to do about it.
          finding: failed.said,
          meaning: say('server-why'),
          action: say('server-do'),
        };
      },
    },
    {
      id: 'clock',
      look: async (): Promise<Outcome> => {
        const info = await infoOf(options);
        if (!info) return { state: 'skipped', finding: say('server-silent') };
        const skewMs = Math.abs(Date.parse(info.timestamp) - clock.now());
        const finding = say('clock-skew', { seconds: Math.round(skewMs / 1000) });
        if (skewMs <= MOST_SKEW_MS) return { state: 'ok', finding };
        return {
          state: 'attention',
          finding,
          meaning: say('clock-why'),
          action: say('clock-do'),
        };
      },
    },
    {
      id: 'binding',
      look: async (): Promise<Outcome> => {
        const desk = readDesk(store.db);
        if (desk.server === null) return { state: 'ok', finding: say('binding-new') };
        const info = await infoOf(options);
        if (!info) return { state: 'skipped', finding: say('server-silent') };
        if (info.server === desk.server && info.clinic.id === desk.clinic) {
          return { state: 'ok', finding: say('binding-same', { clinic: info.clinic.name }) };
        }
        return {
          state: 'attention',
          finding: say('binding-other'),
          meaning: say('binding-why'),
          action: say('binding-do'),
        };
      },
    },
    { id: 'queue', look: () => queue(options) },
    {
      id: 'attention',
      look: async (): Promise<Outcome> => {
        const { conflicts, quarantined } = await sync.status();
        if (conflicts + quarantined === 0) return { state: 'ok', finding: say('attention-none') };
        return {
          state: 'attention',
          finding: say('attention-some', { conflicts, quarantined }),
          meaning: say('attention-why'),
          action: say('attention-do'),
        };
      },
    },
    {
      id: 'digests',
      look: async (): Promise<Outcome> => {
        if (!(await infoOf(options))) return { state: 'skipped', finding: say('server-away') };
        const report = await sync.compare();
        if (report.equal) return { state: 'ok', finding: say('digests-equal') };
        if (!report.atRest) {
          return {
            state: 'skipped',
            finding: say('digests-moving'),
          };
        }
        const tables = report.tables.filter(({ equal }) => !equal).map(({ table }) => table);
        return {
          state: 'attention',
          finding: say('digests-different', { tables }),
          meaning: say('digests-why'),
          action: say('digests-do'),
        };
      },
    },
  ];
}

const noServer: Outcome = { state: 'skipped', finding: say('server-none') };

async function nameOf(url: string | null): Promise<Outcome> {
  if (url === null) return noServer;
  const { hostname } = new URL(url);
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ''));
    return { state: 'ok', finding: say('dns-known', { hostname }) };
  } catch (error) {
    return {
      state: 'attention',
      finding: say('dns-unknown', {
        hostname,
        code: (error as NodeJS.ErrnoException).code ?? 'not found',
      }),
      meaning: say('dns-why'),
      action: say('dns-do'),
    };
  }
}

/** Undefined where nobody is signed in or nothing answers; the check of the server says which. */
async function infoOf({ servers }: SyncCheckOptions) {
  const client = servers.find();
  if (!client || (await client.session.current()) === undefined) return undefined;
  return client.info().catch(() => undefined);
}

function queue({ store, sync, clock, servers }: SyncCheckOptions): Outcome {
  store.gather();
  const oldest = store.db.get<{ at: number | null }>(
    'SELECT min(first_at) AS at FROM _sync_dirty WHERE held IS NULL',
  )?.at;
  if (oldest === null || oldest === undefined) return { state: 'ok', finding: say('queue-empty') };
  const waitedMs = clock.now() - oldest;
  if (waitedMs < STUCK_MS || servers.url === null) {
    return { state: 'ok', finding: say('queue-oldest', { waitedMs }) };
  }
  return {
    state: 'attention',
    finding: say('queue-oldest', { waitedMs }),
    meaning: say('queue-why'),
    action: say('queue-do'),
    fix: { does: say('queue-fix'), run: () => sync.run({}, 'manual') },
  };
}
