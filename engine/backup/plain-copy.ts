import { copyFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Backup } from '../../shared/api/backups.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { copyDatabase } from '../store/copy-database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { renameDurably, syncFile } from '../store/durable-file.ts';
import { backupPath } from './catalogue.ts';
import { checkFile, type FileFacts } from './check-file.ts';
import { decryptFile, passphraseError } from './encryption.ts';
import { requireSpace } from './free-space.ts';
import { breathe, type JobContext } from './job.ts';
import { keyOfBackup, requireSameBytes } from './verify-backup.ts';

export interface PlainCopyInput {
  readonly backup: Backup;
  readonly passphrase?: string;
  /** The desk's keys, for one whose database is sealed. */
  readonly keys?: readonly DatabaseKey[];
  /** What the copy is sealed with; a file that any program reads without it. */
  readonly sealWith?: DatabaseKey | undefined;
  readonly to: string;
}

/**
 * A verified backup as a database file without its passphrase: its bytes compared with the catalogue, copied or
 * decrypted, and the copy itself read whole before it gets its name. The backup stays as it is.
 * @throws SatchelError BACKUP_DAMAGED, BACKUP_PASSPHRASE, BACKUP_KEY, BACKUP_NO_SPACE, BACKUP_CANCELLED
 */
export async function copyPlain(input: PlainCopyInput, context: JobContext): Promise<FileFacts> {
  const { backup, passphrase, to } = input;
  const part = `${to}.part`;
  const key = keyOfBackup(backup, input.keys ?? []);
  if (key === 'unknown') throw new SatchelError('BACKUP_KEY', { id: backup.id });
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
    const facts = await checkCopy(backup, { path: part, key }, context);
    if (key?.id !== input.sealWith?.id) await reseal(input, { path: part, key }, context);
    renameDurably(part, to);
    return facts;
  } finally {
    for (const left of [part, `${part}.resealed`]) rmSync(left, { force: true });
  }
}

interface KeyedFile {
  readonly path: string;
  readonly key: DatabaseKey | undefined;
}

/** Under another key than the backup's, or none; the new copy is read whole as well. */
async function reseal(
  { backup, sealWith }: PlainCopyInput,
  { path, key }: KeyedFile,
  context: JobContext,
): Promise<void> {
  const copy = `${path}.resealed`;
  requireSpace(dirname(path), backup.databaseBytes);
  await copyDatabase({
    from: path,
    fromKey: key,
    to: copy,
    toKey: sealWith,
    onTable: async (done, total) => {
      context.progress({ phase: 'encrypting', done, total });
      await breathe(context);
    },
  });
  await checkCopy(backup, { path: copy, key: sealWith }, context);
  renameDurably(copy, path);
}

async function checkCopy(
  { id }: Backup,
  { path, key }: KeyedFile,
  context: JobContext,
): Promise<FileFacts> {
  try {
    return await checkFile(path, context, key);
  } catch (error) {
    if (isSatchelError(error, 'BACKUP_CANCELLED')) throw error;
    throw new SatchelError(
      'BACKUP_DAMAGED',
      { id, detail: 'its copy is damaged' },
      { cause: error },
    );
  }
}
