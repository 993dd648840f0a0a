import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Backup, RestoreReport } from '../../shared/api/backups.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { openReadonly } from '../store/database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { countUnsent } from '../store/dirty.ts';
import type { BackupService } from './backup-service.ts';
import { countRows, tableNames } from './check-file.ts';
import { planSwap } from './swap.ts';

export interface RestoreServiceOptions {
  readonly home: string;
  readonly database: string;
  readonly backups: BackupService;
  readonly now: () => number;
  /** What the database is sealed with, and what is restored will be; the live one cannot be read without it. */
  readonly key?: DatabaseKey | undefined;
  readonly ring?: KeyRing | undefined;
  /** Closes the engine and starts it again; the exchange is made in between, when nobody holds the database. */
  readonly restart: () => void;
}

/** Where the plan of a swap lies, and the displaced databases. */
export function swapPlanPath(home: string): string {
  return join(home, 'restore.json');
}
export function displacedFolder(home: string): string {
  return join(home, 'displaced');
}

/**
 * Puts a backup in the database's place. The backup is verified and copied first, and what is there now is backed up
 * and kept; then the engine restarts, and its start makes the exchange.
 */
export class RestoreService {
  readonly #options: RestoreServiceOptions;

  constructor(options: RestoreServiceOptions) {
    this.#options = options;
  }

  /** @throws SatchelError BACKUP_NOT_FOUND, BACKUP_DAMAGED, BACKUP_PASSPHRASE, BACKUP_NO_SPACE, BACKUP_RUNNING */
  async restore(request: {
    readonly id: string;
    readonly passphrase?: string;
    readonly dryRun: boolean;
  }): Promise<RestoreReport> {
    const { backups, home, database, ring } = this.#options;
    const backup = backups.find(request.id);
    const passphrase = request.passphrase === undefined ? {} : { passphrase: request.passphrase };
    if (request.dryRun) await this.#requireWhole(backup, request.passphrase);
    const here = this.#readHere();
    const report: RestoreReport = {
      id: backup.id,
      createdAt: backup.createdAt,
      dryRun: request.dryRun,
      readable: here !== undefined,
      tables: tableCounts(here?.counts, backup.counts),
      unsent: here?.unsent ?? 0,
      displaced: null,
    };
    if (request.dryRun) return report;

    const from = `${database}.restoring`;
    // Reads the backup whole, and then its copy: a damaged one ends here, with nothing changed.
    await backups.run(
      { task: 'restore', name: 'copy-plain' },
      {
        backup,
        to: from,
        keys: ring?.keys ?? [],
        // A sealed backup is never restored in the clear.
        sealWith: this.#options.key ?? ring?.find(backup.databaseKey ?? ''),
        ...passphrase,
      },
    );
    if (here) await this.#backUpFirst();
    const now = new Date(this.#options.now()).toISOString();
    mkdirSync(displacedFolder(home), { recursive: true, mode: 0o700 });
    const name = `${now.slice(0, 19).replaceAll(':', '-')}Z.db`;
    const displaced = join(displacedFolder(home), name);
    planSwap(swapPlanPath(home), { backup: backup.id, from, to: database, displaced, at: now });
    this.#options.restart();
    return { ...report, displaced };
  }

  async #requireWhole(backup: Backup, passphrase: string | undefined): Promise<void> {
    const { id } = backup;
    const [verdict] = await this.#options.backups.verify({
      id,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    if (!verdict?.ok) {
      const detail = verdict?.detail ?? 'it could not be read';
      throw new SatchelError('BACKUP_DAMAGED', { id, detail });
    }
  }

  // The displaced file is kept whole, so a backup of it that fails is no reason to refuse a restore.
  async #backUpFirst(): Promise<void> {
    await this.#options.backups.create({ reason: 'before-restore' }).catch((error: unknown) => {
      const { code } = toSatchelError(error);
      if (code === 'BACKUP_CANCELLED' || code === 'BACKUP_RUNNING') throw error;
    });
  }

  /** Undefined where the database cannot be read, which is what restores are for. */
  #readHere(): { counts: Record<string, number>; unsent: number } | undefined {
    const { database, key } = this.#options;
    if (!existsSync(database)) return undefined;
    try {
      const db = openReadonly(database, { mustExist: true, key });
      try {
        const counts = tableNames(db).map((table) => [table, countRows(db, table)] as const);
        const unsent = countUnsent(db);
        return { counts: Object.fromEntries(counts), unsent };
      } finally {
        db.close();
      }
    } catch {
      return undefined;
    }
  }
}

function tableCounts(
  here: Readonly<Record<string, number>> | undefined,
  backup: Readonly<Record<string, number>>,
): RestoreReport['tables'] {
  const names = new Set([...Object.keys(here ?? {}), ...Object.keys(backup)]);
  return [...names].sort().map((table) => ({
    table,
    here: here === undefined ? null : (here[table] ?? 0),
    backup: backup[table] ?? 0,
  }));
}
