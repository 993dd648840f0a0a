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
      title: 'Changes are tracked',
      look: (): Outcome => {
        // Looking mends it, as each sync does: an untracked table must not stay so for a report's sake.
        const { rebuilt, found } = store.verifyTracking();
        const mended = `Tracking was rebuilt for ${rebuilt.join(', ')}; ${found} changes found.`;
        const finding = rebuilt.length === 0 ? 'Every table, as it is now.' : mended;
        return { state: 'ok', finding };
      },
    },
    { id: 'dns', title: 'The server’s name', look: () => nameOf(servers.url) },
    {
      id: 'server',
      title: 'Server, sign-in, protocol and tables',
      look: async (): Promise<Outcome> => {
        if (servers.url === null) return noServer;
        const test = await sync.testConnection();
        const failed = test.steps.find(({ ok }) => !ok);
        if (!failed) {
          return { state: 'ok', finding: test.steps.map(({ detail }) => detail).join('; ') };
        }
        return {
          state: 'attention',
          // It says what failed, and what to do about it.
          finding: failed.detail,
          meaning: 'Work goes on, and is sent when the server answers again.',
          action:
            'If it stays so, ask who looks after the server; each step by itself: satchel test-connection',
        };
      },
    },
    {
      id: 'clock',
      title: 'Clock',
      look: async (): Promise<Outcome> => {
        const info = await infoOf(options);
        if (!info) return { state: 'skipped', finding: 'The server did not answer.' };
        const skewMs = Math.abs(Date.parse(info.timestamp) - clock.now());
        const finding = `${Math.round(skewMs / 1000)} s from the server’s.`;
        if (skewMs <= MOST_SKEW_MS) return { state: 'ok', finding };
        return {
          state: 'attention',
          finding,
          meaning:
            'Times in records and logs are wrong. Who wins a conflict does not depend on it.',
          action: 'Let the computer set its clock by itself.',
        };
      },
    },
    {
      id: 'binding',
      title: 'Bound to one clinic',
      look: async (): Promise<Outcome> => {
        const desk = readDesk(store.db);
        if (desk.server === null) return { state: 'ok', finding: 'Not yet: it never synced.' };
        const info = await infoOf(options);
        if (!info) return { state: 'skipped', finding: 'The server did not answer.' };
        if (info.server === desk.server && info.clinic.id === desk.clinic) {
          return { state: 'ok', finding: `${info.clinic.name}, as before.` };
        }
        return {
          state: 'attention',
          finding: 'The address leads to another server or clinic than this desk’s.',
          meaning: 'Nothing is sent there, so that records of two clinics never mix.',
          action: 'Put the address right, or sign in with an account of this clinic.',
        };
      },
    },
    { id: 'queue', title: 'Edits are sent', look: () => queue(options) },
    {
      id: 'attention',
      title: 'Conflicts and records set aside',
      look: async (): Promise<Outcome> => {
        const { conflicts, quarantined } = await sync.status();
        if (conflicts + quarantined === 0) return { state: 'ok', finding: 'None.' };
        return {
          state: 'attention',
          finding: `Conflicts to decide: ${conflicts}; records set aside: ${quarantined}.`,
          meaning: 'Both versions are kept; everything else goes on syncing.',
          action: 'satchel conflicts, satchel quarantine list',
        };
      },
    },
    {
      id: 'digests',
      title: 'Equal with the server',
      look: async (): Promise<Outcome> => {
        if (!(await infoOf(options)))
          return { state: 'skipped', finding: 'Not signed in, or offline.' };
        const report = await sync.compare();
        if (report.equal) return { state: 'ok', finding: 'Every table, by content.' };
        if (!report.atRest) {
          return {
            state: 'skipped',
            finding: 'Something is on its way, so a difference proves nothing.',
          };
        }
        const names = report.tables.filter(({ equal }) => !equal).map(({ table }) => table);
        return {
          state: 'attention',
          finding: `Different: ${names.join(', ')}`,
          meaning: 'Both sides say that they are up to date and do not hold the same records.',
          action: 'Back up, then see docs/troubleshooting.md under "data mismatch".',
        };
      },
    },
  ];
}

const noServer: Outcome = { state: 'skipped', finding: 'This desk has no server yet.' };

async function nameOf(url: string | null): Promise<Outcome> {
  if (url === null) return noServer;
  const { hostname } = new URL(url);
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ''));
    return { state: 'ok', finding: `${hostname} has an address.` };
  } catch (error) {
    return {
      state: 'attention',
      finding: `${hostname}: ${(error as NodeJS.ErrnoException).code ?? 'not found'}`,
      meaning: 'The computer does not know where the server is. Work goes on without it.',
      action: 'Check the network, and the address: satchel config get environments',
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
  if (oldest === null || oldest === undefined) return { state: 'ok', finding: 'Nothing waits.' };
  const waitedMs = clock.now() - oldest;
  if (waitedMs < STUCK_MS || servers.url === null) {
    return { state: 'ok', finding: `The oldest edit has waited ${waitText(waitedMs)}.` };
  }
  return {
    state: 'attention',
    finding: `The oldest edit has waited ${waitText(waitedMs)}.`,
    meaning: 'It exists on this desk only.',
    action: 'Sync now: satchel sync',
    fix: { does: 'sync now', run: () => sync.run({}, 'manual') },
  };
}

function waitText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${String(minutes)} minutes`;
  return minutes < 48 * 60
    ? `${String(Math.floor(minutes / 60))} hours`
    : `${String(Math.floor(minutes / 1440))} days`;
}
