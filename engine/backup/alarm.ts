import type { BackupStatus } from '../../shared/api/backups.ts';

export interface AlarmFacts {
  readonly enabled: boolean;
  readonly lastVerifiedAt: string | null;
  readonly lastError: BackupStatus['lastError'];
  readonly intervalMinutes: number;
  readonly now: number;
}

/** A desk that is switched off at night is not late; a day without a verified backup is, whatever the interval. */
const PATIENCE_MS = 24 * 3_600_000;
const INTERVALS_LATE = 3;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How worried to be, and in words: by the age of the last verified backup, never by that of the last attempt. */
export function backupAlarm(facts: AlarmFacts): Pick<BackupStatus, 'alarm' | 'summary'> {
  const { enabled, lastVerifiedAt, lastError, now } = facts;
  if (lastError !== null) {
    const since =
      lastVerifiedAt === null
        ? 'There is no verified backup.'
        : `The last verified one is ${ageWords(now - Date.parse(lastVerifiedAt))} old.`;
    return { alarm: 'failed', summary: `The last backup failed: ${lastError.message} ${since}` };
  }
  if (lastVerifiedAt === null) {
    return {
      alarm: 'never',
      summary: 'Nothing has been backed up yet. Back up now; it takes a moment.',
    };
  }
  const ageMs = now - Date.parse(lastVerifiedAt);
  const words = `The last verified backup is ${ageWords(ageMs)} old.`;
  if (ageMs > Math.max(PATIENCE_MS, facts.intervalMinutes * MINUTE_MS * INTERVALS_LATE)) {
    return { alarm: 'late', summary: `${words} Back up now.` };
  }
  if (!enabled) return { alarm: 'off', summary: `${words} Scheduled backups are switched off.` };
  return { alarm: 'fine', summary: words };
}

function ageWords(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return amount(Math.floor(ms / MINUTE_MS), 'minute');
  if (ms < 2 * DAY_MS) return amount(Math.floor(ms / HOUR_MS), 'hour');
  return amount(Math.floor(ms / DAY_MS), 'day');
}

function amount(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
