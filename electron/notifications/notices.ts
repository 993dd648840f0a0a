import type { BackupStatus } from '../../shared/api/backups.ts';
import type { StatusReport } from '../../shared/api/status.ts';
import type { UpdateState } from '../../shared/api/updates.ts';

/** What a notification says, and the page of the window that it opens. Never a record's value: it shows on a locked screen. */
export interface Notice {
  readonly kind:
    | 'conflicts'
    | 'quarantine'
    | 'reconnected'
    | 'backup'
    | 'update'
    | 'closing'
    | 'tray'
    | 'keychain';
  readonly title: string;
  readonly body: string;
  readonly page: string;
}

export type NoticeFacts = Pick<
  StatusReport,
  'state' | 'conflicts' | 'quarantined' | 'pending' | 'isOnline' | 'offlineSince'
>;

/** A line that was away for less is nobody's business. */
const WORTH_TELLING_MS = 5 * 60_000;

/**
 * What happened between two statuses that a person should hear of. A lost line is not among it: work goes on, and the
 * tray shows it. `now` is in UTC milliseconds.
 */
export function noticesBetween(
  before: NoticeFacts | undefined,
  after: NoticeFacts,
  now: number,
): Notice[] {
  if (!before) return [];
  const found: Notice[] = [];
  if (after.conflicts > before.conflicts) {
    found.push({
      kind: 'conflicts',
      title: `${count(after.conflicts, 'conflict')} to decide`,
      body: 'Two desks changed the same record. Both versions are kept until somebody chooses.',
      page: 'conflicts',
    });
  }
  if (after.quarantined > before.quarantined) {
    found.push({
      kind: 'quarantine',
      title: `${count(after.quarantined, 'record')} could not be sent`,
      body: 'They are safe on this desk. Satchel shows what to correct.',
      page: 'conflicts',
    });
  }
  if (before.offlineSince !== null && after.offlineSince === null && after.isOnline) {
    const awayMs = now - Date.parse(before.offlineSince);
    if (awayMs >= WORTH_TELLING_MS) {
      const waiting =
        after.pending > 0
          ? `${count(after.pending, 'change')} made meanwhile will be sent now.`
          : 'Nothing was waiting to be sent.';
      found.push({
        kind: 'reconnected',
        title: 'The server is back',
        body: waiting,
        page: 'status',
      });
    }
  }
  return found;
}

type BackupFacts = Pick<BackupStatus, 'lastError' | 'lastAttemptAt'>;

/** A backup that failed since the last look, whoever had asked for it. One that failed before the app started shows in the window. */
export function backupNotice(
  before: BackupFacts | undefined,
  { lastError, lastAttemptAt }: BackupFacts,
): Notice | undefined {
  if (!before || lastError === null || lastAttemptAt === before.lastAttemptAt) return undefined;
  return {
    kind: 'backup',
    title: 'The backup failed',
    body: `${lastError.message} ${lastError.action}`,
    page: 'backups',
  };
}

export const trayNotice: Notice = {
  kind: 'tray',
  title: 'Satchel goes on in the tray',
  body: 'It keeps syncing without its window. Quit it from the tray icon.',
  page: 'status',
};

/** Why sign-ins are not sealed, and what helps. On Linux Chromium would seal them with a password that it publishes. */
export const keychainNotice: Notice = {
  kind: 'keychain',
  title: 'This computer has no keychain',
  body:
    'The sign-in lies in a file that only you can read, and a new database is not encrypted by itself. ' +
    'Set up GNOME Keyring or KWallet, and start Satchel again, to have both sealed.',
  page: 'settings',
};

/** For who waits in front of the computer, or switches it off. */
export function closingNotice(limitSeconds: number): Notice {
  return {
    kind: 'closing',
    title: 'Satchel is closing',
    body: `It ends what it began, which takes ${String(limitSeconds)} seconds at most. Nothing is lost.`,
    page: 'status',
  };
}

type UpdateFacts = Pick<UpdateState, 'phase' | 'version'>;

/** The version that waits to be installed, or undefined. */
export function readyVersion({ phase, version }: UpdateFacts): string | undefined {
  const isReady = phase === 'ready' || phase === 'preparing' || phase === 'staged';
  return isReady && version !== null ? version : undefined;
}

/** A newer version that has just been downloaded: once for each, whatever becomes of it afterwards. */
export function updateNotice(
  before: UpdateFacts | undefined,
  after: UpdateFacts,
): Notice | undefined {
  const version = readyVersion(after);
  if (!before || version === undefined || readyVersion(before) === version) return undefined;
  return {
    kind: 'update',
    title: `Version ${version} is ready`,
    body: 'It is installed when Satchel is quit. Settings shows what is new.',
    page: 'settings',
  };
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
