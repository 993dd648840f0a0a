import type { BackupApi } from '../../engine/api/services.ts';
import type { Backup, BackupProgress, BackupStatus } from '../../shared/api/backups.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { EventQueue } from './event-queue.ts';

export interface FakeBackups extends BackupApi {
  readonly made: Backup[];
  status(): Promise<BackupStatus>;
  /** Sends one more event to those who watch. */
  announce(progress: BackupProgress): void;
}

/** A double of the backups, in memory: right in shape and in its errors. */
export function createFakeBackups(options: {
  now: () => number;
  age: number | 'none';
}): FakeBackups {
  const { now } = options;
  const progress = new EventQueue<BackupProgress>();
  const statuses = new EventQueue<BackupStatus>();
  const made: Backup[] = [];
  const make = (at: number, reason: Backup['reason']): Backup => {
    const createdAt = new Date(at).toISOString();
    const backup: Backup = {
      format: 1,
      id: `${createdAt.slice(0, 19).replaceAll(':', '-')}Z-0a1b2c3d`,
      file: 'backup.db',
      createdAt,
      reason,
      device: '4f2c1a90-77aa',
      deviceName: 'Front desk',
      encrypted: reason === 'before-restore',
      databaseKey: null,
      sizeBytes: 4_800_000 + made.length * 61_000,
      sha256: 'ab'.repeat(32),
      databaseBytes: 4_800_000,
      counts: { owners: 240, patients: 352 },
      foreignKeyProblems: 0,
      pending: 2,
      verifiedAt: createdAt,
      damage: null,
      folder: '/home/desk/.satchel/backups',
      state: 'verified',
    };
    made.unshift(backup);
    return backup;
  };
  const find = (id: string): Backup => {
    const found = made.find((backup) => backup.id === id);
    if (!found) throw new SatchelError('BACKUP_NOT_FOUND', { id });
    return found;
  };
  const status = (): Promise<BackupStatus> => {
    const last = made.find(({ state }) => state === 'verified')?.createdAt ?? null;
    return Promise.resolve({
      enabled: true,
      folder: '/home/desk/.satchel/backups',
      secondFolder: null,
      lastVerifiedAt: last,
      lastAttemptAt: last,
      lastError: null,
      nextAt: new Date(now() + 3_000_000).toISOString(),
      running: false,
      alarm: last === null ? 'never' : now() - Date.parse(last) > 86_400_000 ? 'late' : 'fine',
      summary: last === null ? 'Nothing has been backed up yet.' : 'The last verified is fresh.',
      said: [],
      encrypted: false,
    });
  };
  for (const hours of options.age === 'none' ? [] : [169, 47, 25, 4, 2, 0]) {
    const at = now() - (Number(options.age) + hours) * 3_600_000;
    make(at, hours === 4 ? 'manual' : hours === 47 ? 'before-restore' : 'scheduled');
  }
  return {
    made,
    status,
    announce: (event) => {
      progress.push(event);
    },
    statusChanges: (signal) => statuses.read(signal),
    progress: (signal) => progress.read(signal),
    list: () => made,
    create: async ({ reason }) => {
      const backup = make(now(), reason);
      statuses.push(await status());
      return backup;
    },
    verify: ({ id }) =>
      Promise.resolve(
        (id === undefined ? made : [find(id)]).map((backup) => ({
          id: backup.id,
          ok: backup.state === 'verified',
          opened: !backup.encrypted,
          detail: 'Whole: same bytes, every page and index read, rows counted.',
        })),
      ),
    restore: async ({ id, dryRun }) => {
      const { createdAt } = find(id);
      return Promise.resolve({
        id,
        createdAt,
        dryRun,
        readable: true,
        tables: [
          { table: 'owners', here: 243, backup: 240 },
          { table: 'patients', here: 352, backup: 352 },
        ],
        unsent: 2,
        displaced: dryRun ? null : '/home/desk/.satchel/displaced/old.db',
      });
    },
    exportTo: ({ id, to }) => {
      find(id);
      return Promise.resolve(to);
    },
    cancel: () => false,
    setPassphrase: () => Promise.resolve(),
    recoverable: () => [],
    recover: () => ({ recovered: 0, left: 0, failed: [] }),
  };
}
