import { accessSync, chmodSync, constants, readdirSync, statSync } from 'node:fs';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
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
      look: async (): Promise<Outcome> => {
        try {
          facts = options.readDatabase();
          const { counts } = await facts;
          const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
          return { state: 'ok', finding: say('database-whole', { count: rows }) };
        } catch (error) {
          if (!isSatchelError(error)) throw error;
          if (error.code === 'BACKUP_RUNNING')
            return { state: 'skipped', finding: sayError(error) };
          return {
            state: 'attention',
            finding: sayError(error),
            meaning: say('database-why'),
            action: say('database-do'),
          };
        }
      },
    },
    {
      id: 'references',
      look: async (): Promise<Outcome> => {
        const found = await facts?.catch(() => undefined);
        if (!found) return { state: 'skipped', finding: say('database-unread') };
        const { foreignKeyProblems: count } = found;
        if (count === 0) return { state: 'ok', finding: say('references-lead') };
        return {
          state: 'attention',
          finding: say('references-lost', { count }),
          meaning: say('references-why'),
          action: say('references-do'),
        };
      },
    },
    {
      id: 'log',
      look: (): Outcome => {
        const size = statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0;
        if (size <= LARGE_LOG_BYTES)
          return { state: 'ok', finding: say('log-size', { sizeBytes: size }) };
        const { checkpoint } = options;
        return {
          state: 'attention',
          finding: say('log-large', { sizeBytes: size }),
          meaning: say('log-why'),
          action: say('log-do'),
          ...(checkpoint
            ? {
                fix: {
                  does: say('log-fix'),
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
      look: (): Outcome => {
        const kept = namesIn(`${home}/quarantine`);
        if (kept.length === 0) return { state: 'ok', finding: say('damaged-none') };
        return {
          state: 'attention',
          finding: say('damaged-files', {
            count: kept.length,
            folder: `${home}/quarantine`,
            files: kept,
          }),
          meaning: kept.every((name) => name.startsWith('config-'))
            ? say('damaged-settings-why')
            : say('damaged-log-why'),
          action: say('damaged-do'),
        };
      },
    },
    {
      id: 'disk',
      look: (): Outcome => {
        const free = freeBytes(home);
        const needed = Math.max(LITTLE_SPACE_BYTES, 2 * databaseBytes(database));
        const finding = say('disk-free', { freeBytes: free });
        if (free >= needed) return { state: 'ok', finding };
        return {
          state: 'attention',
          finding,
          meaning: say('disk-why'),
          action: say('disk-do', { neededBytes: needed }),
        };
      },
    },
    {
      id: 'config',
      look: (): Outcome => {
        // Thrown, it is a finding: the file was changed since it was read.
        options.readSettings();
        return { state: 'ok', finding: say('config-right') };
      },
    },
    { id: 'permissions', look: () => permissions(home, database) },
    {
      id: 'catalogue',
      look: (): Outcome => {
        const found = unlisted(backups.folder);
        if (found.length === 0) return { state: 'ok', finding: say('catalogue-listed') };
        return {
          state: 'attention',
          finding: say('catalogue-unlisted', { folder: backups.folder, files: found }),
          meaning: say('catalogue-why'),
          action: say('catalogue-do'),
        };
      },
    },
    {
      id: 'backup',
      look: async (): Promise<Outcome> => {
        const { alarm, said: finding } = await backups.status();
        if (alarm === 'fine' || alarm === 'off') return { state: 'ok', finding };
        return {
          state: 'attention',
          finding,
          meaning: say('backup-why'),
          action: say('backup-do'),
          fix: {
            does: say('backup-fix'),
            run: () => backups.create({ reason: 'manual', after: {} }),
          },
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
      finding: say('permissions-refused', { path, code }),
      meaning: say('permissions-refused-why'),
      action: say('permissions-refused-do'),
    };
  }
  const open = process.platform !== 'win32' && (statSync(home).mode & GROUP_AND_OTHERS) !== 0;
  if (!open) return { state: 'ok', finding: say('permissions-own') };
  return {
    state: 'attention',
    finding: say('permissions-open'),
    meaning: say('permissions-open-why'),
    action: say('permissions-open-do', { home }),
    fix: {
      does: say('permissions-open-fix'),
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
