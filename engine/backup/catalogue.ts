import { hash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Backup, type BackupPage, backupPageSchema } from '../../shared/api/backups.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { syncFolder, writeDurably } from '../store/durable-file.ts';

/*
 * The catalogue is one page a backup, beside the backup itself: it is read without the database, a damaged page
 * takes one backup out of the list and not all, and a backup that is copied elsewhere takes its page along.
 */
const PAGE = '.backup.json';
const BACKUP_FILE = /\dZ-[0-9a-f]{8}(\.db|\.db\.enc|\.backup\.json)$/;
/** With a hash of the page itself; a field that nobody knows is a field whose name was changed. */
const sealedPageSchema = z.strictObject({ ...backupPageSchema.shape, sum: z.string() });

/** Every backup of a folder, newest first; a folder that is not there has none. */
export function listBackups(folder: string): Backup[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(PAGE))
    .flatMap((name) => {
      const page = readPage(join(folder, name));
      return page ? [{ ...page, folder, state: stateOf(folder, page) }] : [];
    })
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
}

/** Pages that cannot be read, and files of backups without a page: nothing of these is listed. */
export function unlisted(folder: string): string[] {
  const listed = new Set(listBackups(folder).flatMap(({ id, file }) => [id + PAGE, file]));
  return namesIn(folder).filter((name) => BACKUP_FILE.test(name) && !listed.has(name));
}

/** @throws SatchelError BACKUP_NOT_FOUND; part of an id is enough where only one begins with it */
export function getBackup(backups: readonly Backup[], id: string): Backup {
  const exact = backups.find((backup) => backup.id === id);
  const [first, second] = backups.filter((backup) => backup.id.startsWith(id));
  const found = exact ?? (second === undefined ? first : undefined);
  if (!found) throw new SatchelError('BACKUP_NOT_FOUND', { id });
  return found;
}

/** A page is written after its backup is whole and in place, so a page is never of half a backup. */
export function writePage(folder: string, page: BackupPage): void {
  // Exactly the page's own fields: what comes from a list bears more.
  const fields = backupPageSchema.parse(page);
  const sealed = { ...fields, sum: sumOf(fields) };
  writeDurably(join(folder, page.id + PAGE), `${JSON.stringify(sealed, null, 2)}\n`);
}

/** A page in which a bit flipped must not pass for one of another day or of another file. */
function sumOf(page: BackupPage): string {
  return hash('sha256', JSON.stringify(page), 'hex');
}

/** The page goes first: a file without a page is no backup, a page without its file would be a broken promise. */
export function removeBackup({ folder, id, file }: Backup): void {
  rmSync(join(folder, id + PAGE), { force: true });
  rmSync(join(folder, file), { force: true });
  syncFolder(folder);
}

export function backupPath({ folder, file }: Pick<Backup, 'folder' | 'file'>): string {
  return join(folder, file);
}

// A folder that is missing or cannot be read has no backups to offer; making one there says what is wrong with it.
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readPage(path: string): BackupPage | undefined {
  try {
    const text = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const parsed = sealedPageSchema.safeParse(text);
    if (!parsed.success) return undefined;
    const { sum, ...page } = parsed.data;
    // A page names a file beside it; anything else is somebody's invention.
    return sum === sumOf(page) && !/[/\\]/.test(page.file) ? page : undefined;
  } catch {
    return undefined;
  }
}

function stateOf(folder: string, page: BackupPage): Backup['state'] {
  const stat = statSync(join(folder, page.file), { throwIfNoEntry: false });
  if (!stat) return 'missing';
  return page.damage === null && stat.size === page.sizeBytes ? 'verified' : 'damaged';
}
