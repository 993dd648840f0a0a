import type { BackupApi, RecordService } from '../api/services.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Store } from '../store/open-store.ts';
import type { BackupService } from './backup-service.ts';
import { findRecoverable, recover } from './recovery.ts';
import type { RestoreService } from './restore-service.ts';
import { readRestored, writeRestored } from './restored.ts';

export interface BackupApiOptions {
  readonly home: string;
  readonly backups: BackupService;
  readonly restores: RestoreService;
  readonly ring?: KeyRing | undefined;
  /** What recovering edits needs; not there while the database cannot be opened. */
  readonly desk?: { readonly store: Store; readonly records: RecordService };
}

/** What windows and scripts can ask about backups. */
export function createBackupApi(options: BackupApiOptions): BackupApi {
  const { home, backups, restores, desk } = options;
  const recoverable: BackupApi['recoverable'] = () => {
    const restored = readRestored(home);
    if (!desk || !restored || restored.dismissed) return [];
    return findRecoverable(desk.store, restored.displaced, options.ring?.keys);
  };
  return {
    status: () => backups.status(),
    statusChanges: (signal) => backups.changes(signal),
    progress: (signal) => backups.progress(signal),
    list: () => backups.list(),
    create: (request) => backups.create(request),
    verify: (request) => backups.verify(request),
    restore: (request) => restores.restore(request),
    exportTo: (request) => backups.exportTo(request),
    cancel: () => backups.cancel(),
    setPassphrase: (passphrase) => backups.setPassphrase(passphrase),
    recoverable,
    recover: ({ ids, dismiss }) => {
      const found = recoverable();
      const nothing = { recovered: 0, left: found.length, failed: [] };
      const answer = desk && !(dismiss && !ids) ? recover(found, ids, desk.records) : nothing;
      const restored = readRestored(home);
      if (dismiss && restored) writeRestored(home, { ...restored, dismissed: true });
      return dismiss ? { ...answer, left: 0 } : answer;
    },
  };
}
