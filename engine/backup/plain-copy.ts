import { copyFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Backup } from '../../shared/api/backups.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { renameDurably, syncFile } from '../store/durable-file.ts';
import { backupPath } from './catalogue.ts';
import { checkFile, type FileFacts } from './check-file.ts';
import { decryptFile, passphraseError } from './encryption.ts';
import { requireSpace } from './free-space.ts';
import type { JobContext } from './job.ts';
import { requireSameBytes } from './verify-backup.ts';

export interface PlainCopyInput {
  readonly backup: Backup;
  readonly passphrase?: string;
  readonly to: string;
}

/**
 * A verified backup as a plain database file: its bytes compared with the catalogue, copied or decrypted, and the
 * copy itself read whole before it gets its name. The backup stays as it is.
 * @throws SatchelError BACKUP_DAMAGED, BACKUP_PASSPHRASE, BACKUP_NO_SPACE, BACKUP_CANCELLED
 */
export async function copyPlain(input: PlainCopyInput, context: JobContext): Promise<FileFacts> {
  const { backup, passphrase, to } = input;
  const part = `${to}.part`;
  requireSpace(dirname(to), backup.databaseBytes);
  await requireSameBytes(backup, context);
  try {
    if (backup.encrypted) {
      if (passphrase === undefined) throw new SatchelError('BACKUP_PASSPHRASE', { id: backup.id });
      await decryptFile({ from: backupPath(backup), to: part }, passphrase, context).catch(
        (error: unknown) => {
          throw passphraseError(backup.id, error);
        },
      );
    } else {
      context.progress({ phase: 'copying', done: 0, total: null });
      copyFileSync(backupPath(backup), part);
      syncFile(part);
    }
    const facts = checkCopy(backup, part, context);
    renameDurably(part, to);
    return facts;
  } finally {
    rmSync(part, { force: true });
  }
}

function checkCopy({ id }: Backup, path: string, context: JobContext): FileFacts {
  try {
    return checkFile(path, context);
  } catch (error) {
    if (isSatchelError(error, 'BACKUP_CANCELLED')) throw error;
    throw new SatchelError(
      'BACKUP_DAMAGED',
      { id, detail: 'its copy is damaged' },
      { cause: error },
    );
  }
}
