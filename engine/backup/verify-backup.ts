import { existsSync, rmSync } from 'node:fs';
import type { Backup, BackupPage, BackupVerdict } from '../../shared/api/backups.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { say } from '../../shared/said/said.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { backupPath, writePage } from './catalogue.ts';
import { checkFile } from './check-file.ts';
import { decryptFile, passphraseError } from './encryption.ts';
import { requireSpace } from './free-space.ts';
import { hashFile } from './hash-file.ts';
import { bothEnded, type JobContext } from './job.ts';

export interface VerifyBackupInput {
  readonly backup: Backup;
  readonly passphrase?: string;
  /** The desk's keys, for one whose database is sealed. */
  readonly keys?: readonly DatabaseKey[];
  /** A folder of this desk for the decrypted copy, which is gone afterwards. */
  readonly scratch: string;
  readonly now: number;
}

/**
 * Reads a backup whole: its bytes are those that were checked when it was made, and SQLite finds it sound. What is
 * found is written into its page of the catalogue.
 * @throws SatchelError BACKUP_PASSPHRASE, BACKUP_NO_SPACE, BACKUP_CANCELLED
 */
export async function verifyBackup(
  input: VerifyBackupInput,
  context: JobContext,
): Promise<BackupVerdict> {
  const { backup, passphrase } = input;
  const key = keyOfBackup(backup, input.keys ?? []);
  const opened = key !== 'unknown' && (!backup.encrypted || passphrase !== undefined);
  let damage: string | null = null;
  try {
    await bothEnded<void, unknown>(
      requireSameBytes(backup, context),
      opened
        ? withPlainFile(input, context, (path) => checkFile(path, context, key))
        : Promise.resolve(),
    );
  } catch (error) {
    damage = damageOf(error);
  }
  const { folder, state: _state, ...page } = backup;
  const verifiedAt = damage === null ? new Date(input.now).toISOString() : page.verifiedAt;
  writePage(folder, { ...page, verifiedAt, damage } satisfies BackupPage);
  const fine = opened
    ? 'Whole: same bytes, every page and index read, rows counted.'
    : key === 'unknown'
      ? 'Same bytes as when it was checked. Its key is not on this computer: type its recovery key to open it.'
      : 'Same bytes as when it was checked. Give its passphrase to open it.';
  return { id: backup.id, ok: damage === null, opened, detail: damage ?? fine };
}

/** The key of the desk that a backup's database is sealed with; undefined for a plain one. */
export function keyOfBackup(
  { databaseKey }: Backup,
  keys: readonly DatabaseKey[],
): DatabaseKey | undefined | 'unknown' {
  if (databaseKey === null) return undefined;
  return keys.find(({ id }) => id === databaseKey) ?? 'unknown';
}

/** @throws SatchelError BACKUP_DAMAGED */
export async function requireSameBytes(backup: Backup, context: JobContext): Promise<void> {
  const path = backupPath(backup);
  const { id } = backup;
  if (!existsSync(path)) throw new SatchelError('BACKUP_DAMAGED', { id, detail: say('file-gone') });
  if ((await hashFile(path, context)) !== backup.sha256) {
    throw new SatchelError('BACKUP_DAMAGED', {
      id,
      detail: say('file-changed'),
    });
  }
}

/** Gives the backup as a plain database file, decrypted into the scratch folder where it has to be. */
async function withPlainFile<T>(
  { backup, passphrase, scratch }: VerifyBackupInput,
  context: JobContext,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = backupPath(backup);
  if (!backup.encrypted || passphrase === undefined) return use(path);
  const plain = `${scratch}/${backup.id}.verify.part`;
  requireSpace(scratch, backup.databaseBytes);
  try {
    await decryptFile({ from: path, to: plain }, passphrase, context).catch((error: unknown) => {
      throw passphraseError(backup.id, error);
    });
    return await use(plain);
  } finally {
    rmSync(plain, { force: true });
  }
}

/** What is wrong with the backup; anything else is a failure of the check and says nothing about it. */
function damageOf(error: unknown): string {
  if (isSatchelError(error, 'BACKUP_DAMAGED')) return error.detail('detail');
  if (isSatchelError(error, 'STORE_CORRUPT') || isSatchelError(error, 'STORE_NOT_A_DATABASE')) {
    return 'SQLite finds it damaged';
  }
  throw error;
}
