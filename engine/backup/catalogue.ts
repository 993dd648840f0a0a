import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Backup, type BackupPage, backupPageSchema } from '../../shared/api/backups.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { syncFolder, writeDurably } from '../store/durable-file.ts';

/*
 * The catalogue is one page a backup, beside the backup itself: it is read without the database, a damaged page
 * takes one backup out of the list and not all, and a backup that is copied elsewhere takes its page along.
 */
const PAGE = '.backup.json';

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
  writeDurably(join(folder, page.id + PAGE), `${JSON.stringify(page, null, 2)}\n`);
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
    const parsed = backupPageSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    // A page names a file beside it; anything else is somebody's invention.
    if (!parsed.success || /[/\\]/.test(parsed.data.file)) return undefined;
    return parsed.data;
  } catch {
    return undefined;
  }
}

function stateOf(folder: string, page: BackupPage): Backup['state'] {
  const stat = statSync(join(folder, page.file), { throwIfNoEntry: false });
  if (!stat) return 'missing';
  return page.damage === null && stat.size === page.sizeBytes ? 'verified' : 'damaged';
}
