import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BackupService } from '../../../engine/backup/backup-service.ts';
import { runJobHere } from '../../../engine/backup/jobs.ts';
import type { Backup } from '../../../shared/api/backups.ts';
import type { Config } from '../../../shared/config/config.ts';
import { systemClock } from '../../../engine/thread/system-ports.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { memorySecrets } from '../../support/virtual-clock.ts';
import { temporaryStore, type TemporaryStore } from '../store/temporary-store.ts';

export const backupConfig: Config['backup'] = {
  enabled: true,
  dir: 'backups',
  secondDir: null,
  intervalMinutes: 60,
  keep: { today: 3, daily: 7, weekly: 8 },
};

export interface BackupDesk {
  readonly home: string;
  readonly file: TemporaryStore;
  readonly backups: BackupService;
  /** UTC milliseconds that the service believes it is. */
  now: number;
  config: Config['backup'];
  addOwners(count: number): void;
  back(): Promise<Backup>;
}

/** A real database with rows in it, and backups of it in folders beside it. */
export function backupDesk(owners = 50): BackupDesk {
  const file = temporaryStore();
  const home = join(file.path, '..');
  const desk: BackupDesk = {
    home,
    file,
    now: Date.parse('2026-11-21T09:00:00Z'),
    config: backupConfig,
    addOwners: (count) => {
      const insert = file.other.prepare('INSERT INTO owners (id, full_name) VALUES (?, ?)');
      file.other.transaction(() => {
        for (let index = 0; index < count; index++) {
          insert.run(randomBytes(8).toString('hex'), `Owner ${String(index)} ${'x'.repeat(60)}`);
        }
      })();
    },
    back: () => desk.backups.create({ reason: 'scheduled' }),
    backups: new BackupService({
      home,
      database: file.path,
      config: () => desk.config,
      runJob: runJobHere,
      ports: {
        clock: { ...systemClock, now: () => desk.now },
        random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
        secrets: memorySecrets(),
        log: createMemoryLog(),
        transport: { send: () => Promise.reject(new RangeError('no network here')) },
      },
    }),
  };
  desk.addOwners(owners);
  return desk;
}
