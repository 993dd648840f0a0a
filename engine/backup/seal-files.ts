import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Backup } from '../../shared/api/backups.ts';
import type { SealedFiles } from '../../shared/api/encryption.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import { copyDatabase } from '../store/copy-database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { renameDurably } from '../store/durable-file.ts';
import { fileStateOf } from '../store/sealed-file.ts';
import { backupPath, listBackups, writePage } from './catalogue.ts';
import { checkFile } from './check-file.ts';
import { requireSpace } from './free-space.ts';
import { hashFile } from './hash-file.ts';
import { breathe, type JobContext } from './job.ts';
import { PLAIN_LOG, sealLog } from './sealed-log.ts';
import { requireSameBytes } from './verify-backup.ts';

export interface SealFilesInput {
  readonly home: string;
  /** Folders with backups. */
  readonly folders: readonly string[];
  readonly key: DatabaseKey;
}

/** A plain backup, or a database or log that was put aside. */
type PlainFile =
  | { readonly kind: 'backup'; readonly path: string; readonly backup: Backup }
  | { readonly kind: 'displaced' | 'log'; readonly path: string };

/** Files of a desk that hold records in the clear; backups with a passphrase do not. */
export function plainFiles(place: Pick<SealFilesInput, 'home' | 'folders'>): PlainFile[] {
  const backups = place.folders.flatMap((folder) =>
    listBackups(folder)
      .filter(
        ({ encrypted, databaseKey, state }) =>
          !encrypted && databaseKey === null && state !== 'missing',
      )
      .map((backup) => ({ kind: 'backup' as const, path: backupPath(backup), backup })),
  );
  const displaced = filesIn(join(place.home, 'displaced'), '.db')
    .filter((path) => fileStateOf(path) === 'plain')
    .map((path) => ({ kind: 'displaced' as const, path }));
  const logs = filesIn(join(place.home, 'quarantine'), PLAIN_LOG).map((path) => ({
    kind: 'log' as const,
    path,
  }));
  return [...backups, ...displaced, ...logs];
}

/**
 * Seals what was made before the database was, one file after the other: the sealed copy is checked and listed before
 * the plain one goes, so a kill leaves one of them, whole. What cannot be copied stays, and is named.
 * @throws SatchelError BACKUP_CANCELLED
 */
export async function sealFiles(input: SealFilesInput, context: JobContext): Promise<SealedFiles> {
  const left: { file: string; reason: string; said: Said[] }[] = [];
  let sealed = 0;
  for (const folder of input.folders) sweepReplaced(folder);
  for (const file of plainFiles(input)) {
    await breathe(context);
    try {
      await sealOne(file, input.key, context);
      sealed++;
    } catch (caught) {
      const error = toSatchelError(caught);
      if (error.code === 'BACKUP_CANCELLED') throw error;
      left.push({ file: file.path, reason: error.message, said: [sayError(error)] });
    }
  }
  return { sealed, left };
}

function sealOne(file: PlainFile, key: DatabaseKey, context: JobContext): Promise<void> {
  if (file.kind === 'backup') return sealBackup(file.backup, key, context);
  return file.kind === 'log'
    ? sealLog(file.path, key, context)
    : sealDisplaced(file.path, key, context);
}

async function sealBackup(backup: Backup, key: DatabaseKey, context: JobContext): Promise<void> {
  const { folder, state: _state, ...page } = backup;
  requireSpace(folder, backup.databaseBytes);
  await requireSameBytes(backup, context);
  const file = `${backup.id}.sealed.db`;
  const part = join(folder, `${file}.part`);
  try {
    await copySealed(backupPath(backup), part, { key, context });
    const facts = await checkFile(part, context, key);
    if (JSON.stringify(facts.counts) !== JSON.stringify(backup.counts)) {
      throw new SatchelError('BACKUP_DAMAGED', { id: backup.id, detail: say('file-differs') });
    }
    const sha256 = await hashFile(part, context);
    renameDurably(part, join(folder, file));
    const sizeBytes = statSync(join(folder, file)).size;
    writePage(folder, {
      ...page,
      file,
      databaseKey: key.id,
      sizeBytes,
      databaseBytes: sizeBytes,
      sha256,
    });
    rmSync(backupPath(backup), { force: true });
  } finally {
    rmSync(part, { force: true });
  }
}

/** A plain file whose page names a sealed one already: the kill came between the two. */
function sweepReplaced(folder: string): void {
  for (const { id, file, databaseKey } of listBackups(folder)) {
    const plain = `${id}.db`;
    if (databaseKey !== null && file !== plain) rmSync(join(folder, plain), { force: true });
  }
}

/** Its log is played back first: what it holds was never sent, and is what the file is kept for. */
async function sealDisplaced(path: string, key: DatabaseKey, context: JobContext): Promise<void> {
  requireSpace(dirname(path), statSync(path).size);
  const part = `${path}.part`;
  try {
    await copySealed(path, part, { key, context });
    await checkFile(part, context, key);
    renameDurably(part, path);
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
  } finally {
    rmSync(part, { force: true });
  }
}

async function copySealed(
  from: string,
  to: string,
  { key, context }: { key: DatabaseKey; context: JobContext },
): Promise<void> {
  await copyDatabase({
    from,
    to,
    toKey: key,
    onTable: async (done, total) => {
      context.progress({ phase: 'encrypting', done, total });
      await breathe(context);
    },
  });
}

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => basename(name).endsWith(ending))
    .map((name) => join(folder, name));
}
