import type { Backup } from '../../shared/api/backups.ts';
import type { Config } from '../../shared/config/config.ts';

type Keep = Config['backup']['keep'];

/**
 * The backups that may go. Of each reason stay the newest `today` ones, the newest of each of the last `daily` days
 * and of each of the last `weekly` weeks that have one. The newest verified backup of all stays whatever the
 * tiers say, and a damaged one counts for none of them: it must not push out a whole one.
 */
export function expendable(backups: readonly Backup[], keep: Keep): Backup[] {
  const newestFirst = [...backups].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const whole = newestFirst.filter(({ state }) => state === 'verified');
  const kept = new Set<Backup>(whole.slice(0, 1));
  for (const reason of new Set(whole.map((backup) => backup.reason))) {
    const same = whole.filter((backup) => backup.reason === reason);
    for (const backup of same.slice(0, keep.today)) kept.add(backup);
    for (const backup of newestOfEach(same, dayOf).slice(0, keep.daily)) kept.add(backup);
    for (const backup of newestOfEach(same, weekOf).slice(0, keep.weekly)) kept.add(backup);
  }
  const oldestKept = [...kept].at(-1)?.createdAt ?? '';
  return newestFirst.filter((backup) =>
    // A damaged file stays as long as a whole one of its age would: somebody may want to look into it.
    backup.state === 'verified' ? !kept.has(backup) : backup.createdAt < oldestKept,
  );
}

function newestOfEach(backups: readonly Backup[], periodOf: (at: string) => string): Backup[] {
  const found = new Map<string, Backup>();
  for (const backup of backups) {
    const period = periodOf(backup.createdAt);
    if (!found.has(period)) found.set(period, backup);
  }
  return [...found.values()];
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}

const DAY_MS = 86_400_000;

/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
function weekOf(at: string): string {
  return String(Math.floor((Date.parse(at) / DAY_MS + 3) / 7));
}
