import type { DeskList } from '../../shared/api/desks.ts';
import { ORPCError } from '@orpc/server';
import type { DeskState } from '../../shared/api/status.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type ErrorDetails, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireValue } from '../../shared/records/values.ts';

export const syncConfig = {
  autoSyncEnabled: true,
  syncIntervalMinutes: 1,
  conflictResolutionStrategy: 'manual',
  collectionsToSync: [],
  maxRetries: 3,
  batchSize: 500,
};

/** The state in words, as the real engine would put it. */
export const summaries: Record<DeskState, (pending: number, needs: number) => string> = {
  'not-configured': () => 'This desk has no server yet.',
  'never-synced': () => 'Never synced. Sync now to fetch the records of your clinic.',
  'signed-out': (pending) => `Nobody is signed in. ${pending} changes are safe on this desk.`,
  syncing: () => 'Syncing.',
  offline: (pending) => `Offline since 10:42. ${pending} changes are safe on this desk.`,
  paused: (pending) => `Paused. ${pending} changes are safe on this desk.`,
  error: () => 'The last sync failed.',
  attention: (_pending, needs) => `${needs} things need you; everything else is synced.`,
  pending: (pending) => `${pending} changes are waiting to be sent.`,
  synced: () => 'Everything on this desk is safe on the server.',
};

/** An error as it reaches a client of the contract. */
export function refused(code: ErrorCode, details: ErrorDetails = {}): ORPCError<string, unknown> {
  const error = new SatchelError(code, details);
  return new ORPCError(code, {
    status: error.entry.httpStatus,
    message: error.message,
    data: error.toJSON(),
  });
}

export function refusedJson(code: ErrorCode, details: ErrorDetails) {
  const { message, action } = new SatchelError(code, details);
  return { code, message, action };
}

export function compareValues(a: WireValue, b: WireValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

/** Three desks: this one, another in use, and one that has not been heard of since last week. */
export function fakeDesks(desk: {
  iso(): string;
  now(): number;
  deskName: string;
}): DeskList['desks'] {
  const ago = (hours: number): string => new Date(desk.now() - hours * 3_600_000).toISOString();
  const other = { username: 'samuel', signedIn: true };
  return [
    {
      id: '4f2c1a90-77aa',
      name: desk.deskName,
      username: 'helen',
      lastSeen: desk.iso(),
      lastSent: ago(0.2),
      signedIn: true,
    },
    { ...other, id: '77b0', name: 'Surgery', lastSeen: ago(0.1), lastSent: ago(1) },
    {
      ...other,
      id: '91ee',
      name: 'House calls',
      lastSeen: ago(190),
      lastSent: ago(200),
      signedIn: false,
    },
  ];
}
