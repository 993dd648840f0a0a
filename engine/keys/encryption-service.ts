import { basename, join, resolve } from 'node:path';
import type {
  EncryptionStatus,
  RecoveryKeyVerdict,
  SealedFiles,
} from '../../shared/api/encryption.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { say } from '../../shared/said/said.ts';
import type { EncryptionApi } from '../api/services.ts';
import type { BackupService } from '../backup/backup-service.ts';
import { plainFiles } from '../backup/seal-files.ts';
import type { Random } from '../ports.ts';
import { type DatabaseKey, databaseKeyOf } from '../store/database-key.ts';
import { opens } from '../store/find-key.ts';
import { encryptionSummary } from './encryption-summary.ts';
import type { KeyRing } from './key-ring.ts';
import { recoveryKeyOf, SECRET_BYTES, secretOf } from './recovery-key.ts';
import { findSealPlan, planSeal } from './seal-plan.ts';

export interface EncryptionServiceOptions {
  readonly home: string;
  readonly database: string;
  /** Another application's file. */
  readonly isForeign: boolean;
  readonly ring: KeyRing;
  /** What the database is sealed with; undefined for a plain one, and for one whose key is missing. */
  readonly key: DatabaseKey | undefined;
  /** The database waits for its key, and nobody has it open. */
  readonly isLocked?: boolean;
  readonly backups: BackupService;
  readonly random: Random;
  readonly now: () => number;
  /** Closes the engine and starts it again; a change is made in between. */
  readonly restart: () => void;
}

/** The encryption of a desk's database at rest: switched on and off, its key changed, tested and given back. */
export class EncryptionService implements EncryptionApi {
  readonly #options: EncryptionServiceOptions;

  constructor(options: EncryptionServiceOptions) {
    this.#options = options;
  }

  status(): EncryptionStatus {
    const { home, isForeign, isLocked = false, key, ring, backups } = this.#options;
    const facts = {
      state: key || isLocked ? ('sealed' as const) : ('plain' as const),
      isForeign,
      keyId: key?.id ?? null,
      keptIn: ring.kind,
      backend: key ? ring.backendOf(key.id) : null,
      recoveryKeyShown: key ? ring.wasShown(key.id) : false,
      plainFiles: plainFiles({ home, folders: backups.folders }).length,
      lastError: findSealPlan(home)?.error ?? null,
    };
    return { ...facts, summary: encryptionSummary(facts, isLocked) };
  }

  /** @throws SatchelError ENCRYPTION_FOREIGN, ENCRYPTION_STATE, and what a backup fails with */
  async turnOn(): Promise<{ recoveryKey: string }> {
    if (this.#options.key)
      throw new SatchelError('ENCRYPTION_STATE', { state: say('state-encrypted') });
    return this.#changeKey();
  }

  /** @throws SatchelError ENCRYPTION_STATE, and what a backup fails with */
  async newKey(): Promise<{ recoveryKey: string }> {
    this.#requireSealed();
    return this.#changeKey();
  }

  async turnOff(): Promise<void> {
    this.#requireSealed();
    await this.#plan(null);
  }

  /** @throws SatchelError RECOVERY_KEY_INVALID where it was shown before: `newKey` makes another */
  async showKey(): Promise<{ recoveryKey: string }> {
    const recoveryKey = await this.#options.ring.showOnce(this.#requireSealed().id);
    if (recoveryKey !== undefined) return { recoveryKey };
    throw new SatchelError('RECOVERY_KEY_INVALID', {
      detail: say('key-shown'),
    });
  }

  /** @throws SatchelError RECOVERY_KEY_INVALID where a letter is wrong */
  testKey(recoveryKey: string): RecoveryKeyVerdict {
    return this.#verdict(databaseKeyOf(requireSecret(recoveryKey)));
  }

  /**
   * Keeps the key on this computer from now on, and opens the database where it waited for it.
   * @throws SatchelError RECOVERY_KEY_INVALID where a letter is wrong, or it opens nothing
   */
  async recover(recoveryKey: string): Promise<RecoveryKeyVerdict> {
    const { ring, now, isLocked = false, restart } = this.#options;
    const secret = requireSecret(recoveryKey);
    const verdict = this.#verdict(databaseKeyOf(secret));
    if (!verdict.opensDatabase && verdict.backups === 0) {
      throw new SatchelError('RECOVERY_KEY_INVALID', {
        detail: say('key-opens-nothing'),
      });
    }
    await ring.add(secret, { since: new Date(now()).toISOString(), shown: true });
    if (isLocked && verdict.opensDatabase) restart();
    return verdict;
  }

  /** Encrypts backups, displaced databases and logs put aside that were made before the database was. */
  async sealFiles(): Promise<SealedFiles> {
    const { home, backups } = this.#options;
    return backups.run(
      { task: 'seal', name: 'seal-files' },
      {
        home,
        folders: backups.folders,
        key: this.#requireSealed(),
      },
    );
  }

  /**
   * A log that was put aside and sealed, as it was before; the plain file's path.
   * @throws SatchelError STORE_MISSING, STORE_KEY_MISSING, STORE_KEY_WRONG
   */
  async exportLog(request: { file: string; to: string }): Promise<string> {
    const { home, backups, ring } = this.#options;
    const from = join(home, 'quarantine', basename(request.file));
    const to = resolve(request.to);
    await backups.run({ task: 'export', name: 'open-log' }, { from, to, keys: ring.keys });
    return to;
  }

  async #changeKey(): Promise<{ recoveryKey: string }> {
    const { database, isForeign, ring, random, now } = this.#options;
    if (isForeign) throw new SatchelError('ENCRYPTION_FOREIGN', { path: database });
    const secret = random.bytes(SECRET_BYTES);
    const key = await ring.add(secret, { since: new Date(now()).toISOString(), shown: true });
    await this.#plan(key.id);
    return { recoveryKey: recoveryKeyOf(secret) };
  }

  async #plan(to: string | null): Promise<void> {
    const { home, backups, now, restart } = this.#options;
    await backups.create({ reason: 'before-migration', after: {} });
    planSeal(home, { to, at: new Date(now()).toISOString() });
    restart();
  }

  #verdict(key: DatabaseKey): RecoveryKeyVerdict {
    const { key: own, isLocked = false, database, backups } = this.#options;
    return {
      // Only where nobody has it open may its file be looked at.
      opensDatabase: isLocked ? opens(database, key) : own?.id === key.id,
      backups: backups.list().filter(({ databaseKey }) => databaseKey === key.id).length,
    };
  }

  #requireSealed(): DatabaseKey {
    const { key } = this.#options;
    if (!key) throw new SatchelError('ENCRYPTION_STATE', { state: say('state-unencrypted') });
    return key;
  }
}

function requireSecret(recoveryKey: string): Uint8Array {
  const secret = secretOf(recoveryKey);
  if (secret) return secret;
  throw new SatchelError('RECOVERY_KEY_INVALID', {
    detail: say('key-mistyped'),
  });
}
