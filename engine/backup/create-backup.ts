import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackupPage, BackupReason } from '../../shared/api/backups.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { say } from '../../shared/said/said.ts';
import { copyDatabase } from '../store/copy-database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { renameDurably, syncFile } from '../store/durable-file.ts';
import { listBackups, removeBackup, writePage } from './catalogue.ts';
import { checkFile } from './check-file.ts';
import { copyOnline } from './copy-online.ts';
import { encryptFile, type EncryptionSecret } from './encryption.ts';
import { databaseBytes, requireSpace } from './free-space.ts';
import { hashFile } from './hash-file.ts';
import { bothEnded, breathe, type JobContext, stopIfCancelled } from './job.ts';
import { expendable } from './retention.ts';

export interface CreateBackupInput {
  readonly database: string;
  /** What the database is sealed with, and its backup as well. */
  readonly key?: DatabaseKey | undefined;
  readonly folder: string;
  readonly secondFolder: string | null;
  readonly reason: BackupReason;
  readonly secret?: EncryptionSecret;
  readonly keep: { readonly today: number; readonly daily: number; readonly weekly: number };
  /** UTC milliseconds, and four random bytes in hexadecimal: the backup's name. */
  readonly now: number;
  readonly suffix: string;
}

export interface CreatedBackup {
  readonly page: BackupPage;
  readonly folder: string;
  /** Backups that were deleted because the tiers are full. */
  readonly removed: readonly string[];
  /** Why the second folder did not get its copy; the backup itself stands. */
  readonly secondFailed: string | null;
}

/**
 * Makes one backup: copied online, checked as a closed file, hashed, written to the disk and only then named and
 * listed. Whatever goes wrong before that leaves nothing but what was there.
 * @throws SatchelError BACKUP_NO_SPACE, BACKUP_FOLDER, BACKUP_CANCELLED, STORE_CORRUPT, STORE_MISSING, …
 */
export async function createBackup(
  input: CreateBackupInput,
  context: JobContext,
): Promise<CreatedBackup> {
  const { folder, database, secret } = input;
  prepareFolder(folder);
  for (const place of [folder, dirname(database)]) sweepParts(place, input.now);
  const sizeBytes = databaseBytes(database);
  requireSpace(folder, sizeBytes);
  const id = backupId(input);
  const target = join(folder, `${id}${secret === undefined ? '.db' : '.db.enc'}`);
  // The copy without the passphrase stays where the database itself lies: the folder may be a stick or a share.
  const plain = secret === undefined ? `${target}.part` : `${database}.${id}.part`;
  if (plain.startsWith(database)) requireSpace(dirname(database), sizeBytes);
  try {
    await copyLive(input, plain, context);
    const databaseSize = statSync(plain).size;
    const part = `${target}.part`;
    const [facts, sha256] = await bothEnded(
      checkFile(plain, context, input.key),
      sealed({ plain, part, secret }, context),
    );
    stopIfCancelled(context);
    renameDurably(`${target}.part`, target);
    const at = new Date(input.now).toISOString();
    const page: BackupPage = {
      format: 1,
      id,
      file: target.slice(folder.length + 1),
      createdAt: at,
      reason: input.reason,
      encrypted: secret !== undefined,
      databaseKey: input.key?.id ?? null,
      sizeBytes: statSync(target).size,
      sha256,
      databaseBytes: databaseSize,
      verifiedAt: at,
      damage: null,
      ...facts,
    };
    writePage(folder, page);
    return {
      page,
      folder,
      removed: prune(input, page.device, folder),
      secondFailed: await copyToSecond(input, page, context),
    };
  } finally {
    for (const left of [plain, `${plain}-journal`, `${target}.part`]) rmSync(left, { force: true });
  }
}

/** A sealed database stays sealed: its copy is made table by table, for pages cannot be copied without their key. */
async function copyLive(
  { database, key }: CreateBackupInput,
  to: string,
  context: JobContext,
): Promise<void> {
  if (!key) return copyOnline(database, to, context);
  await copyDatabase({
    from: database,
    fromKey: key,
    to,
    toKey: key,
    onTable: async (done, total) => {
      context.progress({ phase: 'copying', done, total });
      await breathe(context);
    },
  });
}

/** Encrypts where it has to be, hashes what will lie there, and has it on the disk. */
async function sealed(
  { plain, part, secret }: { plain: string; part: string; secret: EncryptionSecret | undefined },
  context: JobContext,
): Promise<string> {
  if (secret !== undefined) await encryptFile({ from: plain, to: part }, secret, context);
  const sha256 = await hashFile(part, context);
  syncFile(part);
  return sha256;
}

/** `2026-11-21T10-48-30Z-3f2a9c01`: sorts by time, and is a file name everywhere. */
function backupId({ now, suffix }: CreateBackupInput): string {
  const at = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${at}Z-${suffix}`;
}

/** What a kill left of a copy. One that is being written, by this desk or another, is younger. */
const ABANDONED_MS = 24 * 3_600_000;

function sweepParts(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    if (!/\dZ-[0-9a-f]{8}(\.sealed)?(\.db)?(\.enc)?\.part(-journal|-wal|-shm)?$/.test(name))
      continue;
    const path = join(folder, name);
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (age > ABANDONED_MS) rmSync(path, { force: true });
  }
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? toSatchelError(error).message;
    throw new SatchelError('BACKUP_FOLDER', { path: folder, detail }, { cause: error });
  }
}

// A folder may be shared by several desks: only this desk's own backups are its to delete.
function prune(input: CreateBackupInput, device: string, folder: string): string[] {
  const own = listBackups(folder).filter((backup) => backup.device === device);
  const gone = expendable(own, input.keep);
  for (const backup of gone) removeBackup(backup);
  return gone.map(({ id }) => id);
}

async function copyToSecond(
  input: CreateBackupInput,
  page: BackupPage,
  context: JobContext,
): Promise<string | null> {
  const { secondFolder, folder } = input;
  if (secondFolder === null) return null;
  try {
    context.progress({ phase: 'second-copy', done: 0, total: null });
    prepareFolder(secondFolder);
    requireSpace(secondFolder, page.sizeBytes);
    await copyProven(
      { from: join(folder, page.file), to: join(secondFolder, page.file) },
      page,
      context,
    );
    writePage(secondFolder, page);
    prune(input, page.device, secondFolder);
    return null;
  } catch (error) {
    return `${secondFolder}: ${toSatchelError(error).message}`;
  }
}

// The backup is a closed file that nobody writes to, so it may be copied; the copy is proven by its hash.
async function copyProven(
  { from, to }: { readonly from: string; readonly to: string },
  { id, sha256 }: BackupPage,
  context: JobContext,
): Promise<void> {
  const part = `${to}.part`;
  try {
    copyFileSync(from, part);
    syncFile(part);
    if ((await hashFile(part, context)) !== sha256) {
      throw new SatchelError('BACKUP_DAMAGED', { id, detail: say('file-differs') });
    }
    renameDurably(part, to);
  } finally {
    rmSync(part, { force: true });
  }
}
