import { accessSync, chmodSync, constants, readdirSync, statSync } from 'node:fs';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { BackupService } from '../backup/backup-service.ts';
import { unlisted } from '../backup/catalogue.ts';
import { databaseBytes, freeBytes } from '../backup/free-space.ts';
import type { FileFacts } from '../backup/check-file.ts';
import type { Check, Outcome } from './check.ts';

export interface FileCheckOptions {
  readonly home: string;
  readonly database: string;
  readonly backups: BackupService;
  /** Reads the live database whole, beside the engine. */
  readonly readDatabase: () => Promise<FileFacts>;
  /** @throws SatchelError CONFIG_INVALID, CONFIG_UNKNOWN_KEY for a file that was changed to something wrong */
  readonly readSettings: () => void;
  /** Writes the log into the database; not there while the database cannot be opened. */
  readonly checkpoint?: () => void;
}

const LARGE_LOG_BYTES = 256 * 1024 * 1024;
const LITTLE_SPACE_BYTES = 500 * 1024 * 1024;
const GROUP_AND_OTHERS = 0o077;

/** What can be said of the desk's files, with or without an open database. */
export function fileChecks(options: FileCheckOptions): Check[] {
  const { home, database, backups } = options;
  let facts: Promise<FileFacts> | undefined;
  return [
    {
      id: 'database',
      title: 'Database whole',
      look: async (): Promise<Outcome> => {
        try {
          facts = options.readDatabase();
          const { counts } = await facts;
          const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
          return {
            state: 'ok',
            finding: `Every page and index was read; ${rows === 1 ? '1 record' : `${String(rows)} records`}.`,
          };
        } catch (error) {
          if (!isSatchelError(error)) throw error;
          if (error.code === 'BACKUP_RUNNING') return { state: 'skipped', finding: error.message };
          return {
            state: 'attention',
            finding: error.message,
            meaning: 'Records on this desk may be unreadable, and what was not sent may be lost.',
            action: 'Restore the newest verified backup: satchel backup list',
          };
        }
      },
    },
    {
      id: 'references',
      title: 'References lead somewhere',
      look: async (): Promise<Outcome> => {
        const found = await facts?.catch(() => undefined);
        if (!found) return { state: 'skipped', finding: 'The database could not be read.' };
        const { foreignKeyProblems: count } = found;
        if (count === 0) return { state: 'ok', finding: 'Every reference leads to a record.' };
        return {
          state: 'attention',
          finding: `${count} references lead to a record that is not here.`,
          meaning: 'Usually records set aside, or a sync that is still under way.',
          action: 'Sync, then look at what is set aside: satchel quarantine list',
        };
      },
    },
    {
      id: 'log',
      title: 'Write-ahead log',
      look: (): Outcome => {
        const size = statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0;
        if (size <= LARGE_LOG_BYTES) return { state: 'ok', finding: `${sizeText(size)}.` };
        const { checkpoint } = options;
        return {
          state: 'attention',
          finding: `${sizeText(size)}, more than is normal.`,
          meaning: 'Another program keeps reading an old state; the log grows until it ends.',
          action: 'Close other programs that have the database open.',
          ...(checkpoint
            ? {
                fix: {
                  does: 'write the log into the database',
                  run: async () => {
                    checkpoint();
                    return Promise.resolve();
                  },
                },
              }
            : {}),
        };
      },
    },
    {
      id: 'quarantine-folder',
      title: 'Damaged files put aside',
      look: (): Outcome => {
        const kept = namesIn(`${home}/quarantine`);
        if (kept.length === 0) return { state: 'ok', finding: 'None.' };
        return {
          state: 'attention',
          finding: `${kept.length} in ${home}/quarantine: ${kept.join(', ')}`,
          meaning: kept.every((name) => name.startsWith('config-'))
            ? 'Settings were damaged or could not be read; those of the last start took their place.'
            : 'A log was damaged after a crash; edits of its last minutes may be missing.',
          action:
            'Compare with the server (satchel compare), look at the settings, then delete the files.',
        };
      },
    },
    {
      id: 'disk',
      title: 'Disk space',
      look: (): Outcome => {
        const free = freeBytes(home);
        const needed = Math.max(LITTLE_SPACE_BYTES, 2 * databaseBytes(database));
        const finding = `${sizeText(free)} free.`;
        if (free >= needed) return { state: 'ok', finding };
        return {
          state: 'attention',
          finding,
          meaning:
            'Backups and restores need the size of the database twice; soon nothing is saved.',
          action: `Free some space: ${sizeText(needed)} are needed.`,
        };
      },
    },
    {
      id: 'config',
      title: 'Settings',
      look: (): Outcome => {
        // Thrown, it is a finding: the file was changed since it was read.
        options.readSettings();
        return { state: 'ok', finding: 'config.json says what it may.' };
      },
    },
    { id: 'permissions', title: 'Permissions', look: () => permissions(home, database) },
    {
      id: 'catalogue',
      title: 'Catalogue of backups',
      look: (): Outcome => {
        const found = unlisted(backups.folder);
        if (found.length === 0) return { state: 'ok', finding: 'Every backup is listed.' };
        return {
          state: 'attention',
          finding: `Not listed in ${backups.folder}: ${found.join(', ')}`,
          meaning: 'A page of the catalogue is gone or damaged; its backup is not offered.',
          action: 'Bring the page back from the second folder, or delete both after a new backup.',
        };
      },
    },
    {
      id: 'backup',
      title: 'Last verified backup',
      look: async (): Promise<Outcome> => {
        const { alarm, summary } = await backups.status();
        if (alarm === 'fine' || alarm === 'off') return { state: 'ok', finding: summary };
        return {
          state: 'attention',
          finding: summary,
          meaning: 'If this disk fails now, what was not sent since is lost.',
          action: 'Back up now: satchel backup create',
          fix: { does: 'back up now', run: () => backups.create({ reason: 'manual', after: {} }) },
        };
      },
    },
  ];
}

function permissions(home: string, database: string): Outcome {
  try {
    accessSync(home, constants.R_OK | constants.W_OK);
    accessSync(database, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code = '', path = home } = error as NodeJS.ErrnoException;
    return {
      state: 'attention',
      finding: `${path}: ${code}`,
      meaning: 'Nothing can be saved there.',
      action: 'Give this user the right to read and write the data folder.',
    };
  }
  const open = process.platform !== 'win32' && (statSync(home).mode & GROUP_AND_OTHERS) !== 0;
  if (!open) return { state: 'ok', finding: 'Only this user can read the data folder.' };
  return {
    state: 'attention',
    finding: 'Other users of this computer can enter the data folder.',
    meaning: 'They could read the records.',
    action: `chmod 700 ${home}`,
    fix: {
      does: 'close the folder to others',
      run: async () => {
        chmodSync(home, 0o700);
        return Promise.resolve();
      },
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${String(Math.ceil(bytes / 1e3))} kB`;
}
