import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BackupService } from '../../../engine/backup/backup-service.ts';
import { runJobHere } from '../../../engine/backup/jobs.ts';
import type { KeyRing } from '../../../engine/keys/key-ring.ts';
import type { DatabaseKey } from '../../../engine/store/database-key.ts';
import type { Backup } from '../../../shared/api/backups.ts';
import type { Config } from '../../../shared/config/config.ts';
import { systemClock } from '../../../engine/thread/system-ports.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { memorySecrets } from '../../support/virtual-clock.ts';
import { temporaryClinic, type TemporaryStore } from '../store/temporary-store.ts';
import { testKey } from '../store/test-key.ts';

export const backupConfig: Config['backup'] = {
  enabled: true,
  dir: 'backups',
  secondDir: null,
  intervalMinutes: 60,
  keep: { today: 3, daily: 7, weekly: 8 },
};

/** Every promise of the safety net holds for a database in the clear and for a sealed one. */
export const databaseKinds = [
  ['plain', undefined],
  ['sealed', testKey],
] as const;

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
export function backupDesk(owners = 50, key?: DatabaseKey): BackupDesk {
  const file = temporaryClinic(key);
  const home = join(file.path, '..');
  const ring = { keys: key ? [key] : [] } as unknown as KeyRing;
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
      key,
      ring,
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
