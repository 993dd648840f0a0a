import type { BackupStatus } from '../../../shared/api/backups.ts';
import type { Tone } from '../../text/sync-words.ts';

/** Calm: red is for a backup that failed, and for nothing else. */
export const alarmTones: Readonly<Record<BackupStatus['alarm'], Tone>> = {
  fine: 'good',
  off: 'warn',
  late: 'warn',
  never: 'warn',
  failed: 'bad',
};
