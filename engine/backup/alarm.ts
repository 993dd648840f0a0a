import type { BackupStatus } from '../../shared/api/backups.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { saidOf } from '../../shared/said/say-error.ts';

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

/** How worried to be, and in words: by the age of the last verified backup, never by that of the last attempt. */
export function backupAlarm(facts: AlarmFacts): Pick<BackupStatus, 'alarm' | 'summary' | 'said'> {
  const [alarm, ...said] = alarmOf(facts);
  return { alarm, summary: inEnglish(said), said };
}

function alarmOf(facts: AlarmFacts): [BackupStatus['alarm'], ...Said[]] {
  const { enabled, lastVerifiedAt, lastError, now } = facts;
  const ageMs = lastVerifiedAt === null ? null : now - Date.parse(lastVerifiedAt);
  if (lastError !== null) {
    const since =
      ageMs === null ? say('backups-none-verified') : say('backups-last-verified', { ageMs });
    return ['failed', say('backups-failed', { error: saidOf(lastError) }), since];
  }
  if (ageMs === null) return ['never', say('backups-never')];
  const age = say('backups-age', { ageMs });
  if (ageMs > Math.max(PATIENCE_MS, facts.intervalMinutes * MINUTE_MS * INTERVALS_LATE))
    return ['late', age, say('backups-now')];
  return enabled ? ['fine', age] : ['off', age, say('backups-off')];
}
