import { isAbsolute, join, resolve } from 'node:path';
import type {
  Backup,
  BackupProgress,
  BackupReason,
  BackupStatus,
  BackupVerdict,
} from '../../shared/api/backups.ts';
import type { Config } from '../../shared/config/config.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { Broadcast } from '../events/broadcast.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Ports } from '../ports.ts';
import { BackupSchedule } from '../schedule/backup-schedule.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { backupAlarm } from './alarm.ts';
import { readAttempt, writeAttempt } from './backup-log.ts';
import { RANDOM_BYTES } from './encryption.ts';
import { getBackup, listBackups } from './catalogue.ts';
import type { JobContext } from './job.ts';
import type { JobInput, JobName, JobOutput, RunJob } from './jobs.ts';

/** Where the passphrase of scheduled backups lies in the secret store. */
const PASSPHRASE = 'backup-passphrase';

export interface BackupServiceOptions {
  readonly home: string;
  /** The live database file. */
  readonly database: string;
  readonly ports: Ports;
  readonly config: () => Config['backup'];
  readonly runJob: RunJob;
  /** What the live database is sealed with. */
  readonly key?: DatabaseKey | undefined;
  /** The desk's keys: older backups were sealed with older ones. */
  readonly ring?: KeyRing | undefined;
}

/**
 * Waits for whatever runs instead of being refused: a step of something larger must not fail because a backup happens to be
 * made. The signal ends the wait, and then the job.
 */
export interface AfterOthers {
  readonly signal?: AbortSignal;
}

/** Backups of one desk: made, listed, verified, one at a time. It needs no open store, only the file. */
export class BackupService {
  readonly #options: BackupServiceOptions;
  readonly #progress = new Broadcast<BackupProgress>();
  readonly #changes = new Broadcast<'changed'>();
  readonly #schedule: BackupSchedule;
  #running: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();
  #encrypted = false;
  #stopped = false;

  constructor(options: BackupServiceOptions) {
    this.#options = options;
    this.#schedule = new BackupSchedule({
      clock: options.ports.clock,
      config: options.config,
      lastAt: () => this.#lastVerified(),
      run: async () => {
        if (this.#running) return;
        await this.create({ reason: 'scheduled' });
      },
    });
  }

  get folder(): string {
    return this.#place(this.#options.config().dir);
  }

  /** Every folder that holds backups of this desk. */
  get folders(): string[] {
    const second = this.#secondFolder;
    return second === null ? [this.folder] : [this.folder, second];
  }

  start(): void {
    this.#schedule.start();
  }

  /** Ends what runs, and waits until it has cleared away what it began. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#schedule.stop();
    this.#running?.abort();
    await this.#ended;
  }

  cancel(): boolean {
    this.#running?.abort();
    return this.#running !== undefined;
  }

  progress(signal: AbortSignal): AsyncIterable<BackupProgress> {
    return this.#progress.watch(signal);
  }

  async *changes(signal: AbortSignal): AsyncIterable<BackupStatus> {
    const changes = this.#changes.watch(signal)[Symbol.asyncIterator]();
    for (;;) {
      const next = changes.next();
      yield await this.status();
      if ((await next).done) return;
    }
  }

  list(): Backup[] {
    const own = listBackups(this.folder);
    const seen = new Set(own.map(({ id }) => id));
    const second = this.#secondFolder;
    const only = second === null ? [] : listBackups(second).filter(({ id }) => !seen.has(id));
    return [...own, ...only].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  find(id: string): Backup {
    return getBackup(this.list(), id);
  }

  async status(): Promise<BackupStatus> {
    const { config, ports, home } = this.#options;
    this.#encrypted = (await ports.secrets.get(PASSPHRASE)) !== undefined;
    const last = this.#lastVerified();
    const attempt = readAttempt(attemptPath(home));
    const facts = {
      enabled: config().enabled,
      lastVerifiedAt: iso(last),
      lastError: attempt?.error ?? null,
    };
    return {
      ...facts,
      folder: this.folder,
      secondFolder: this.#secondFolder,
      lastAttemptAt: attempt?.at ?? null,
      nextAt: iso(this.#schedule.nextAt),
      running: this.#running !== undefined,
      encrypted: this.#encrypted,
      ...backupAlarm({
        ...facts,
        intervalMinutes: config().intervalMinutes,
        now: ports.clock.now(),
      }),
    };
  }

  /** Scheduled backups are encrypted with it from now on; undefined ends that. */
  async setPassphrase(passphrase: string | undefined): Promise<void> {
    await this.#options.ports.secrets.set(PASSPHRASE, passphrase);
    this.#changes.publish('changed');
  }

  /** @throws SatchelError BACKUP_NO_SPACE, BACKUP_FOLDER, BACKUP_RUNNING, BACKUP_CANCELLED, STORE_CORRUPT, … */
  async create(request: {
    readonly reason: BackupReason;
    readonly to?: string;
    readonly passphrase?: string;
    readonly after?: AfterOthers;
  }): Promise<Backup> {
    const { ports, config, home, database } = this.#options;
    const { keep } = config();
    const passphrase = request.passphrase ?? (await ports.secrets.get(PASSPHRASE));
    const at = new Date(ports.clock.now()).toISOString();
    const job = {
      database,
      key: this.#options.key,
      folder: request.to === undefined ? this.folder : resolve(request.to),
      secondFolder: request.to === undefined ? this.#secondFolder : null,
      reason: request.reason,
      ...(passphrase === undefined
        ? {}
        : { secret: { passphrase, random: ports.random.bytes(RANDOM_BYTES) } }),
      // Somebody else's folder is not pruned.
      keep: request.to === undefined ? keep : KEEP_ALL,
      now: ports.clock.now(),
      suffix: Buffer.from(ports.random.bytes(4)).toString('hex'),
    };
    try {
      const made = await this.run({ task: 'create', name: 'create-backup' }, job, request.after);
      const second = made.secondFailed;
      writeAttempt(attemptPath(home), {
        at,
        error: second === null ? null : shown(secondFolderError(second)),
      });
      if (second !== null) ports.log.write('error', 'second backup folder', { reason: second });
      ports.log.write('info', 'backup made', {
        id: made.page.id,
        reason: made.page.reason,
        bytes: made.page.sizeBytes,
        removed: made.removed.length,
      });
      return { ...made.page, folder: made.folder, state: 'verified' };
    } catch (error) {
      const failure = toSatchelError(error);
      if (failure.code !== 'BACKUP_RUNNING' && failure.code !== 'BACKUP_CANCELLED') {
        ports.log.write('error', 'backup failed', { code: failure.code });
        writeAttempt(attemptPath(home), { at, error: shown(failure) });
      }
      throw failure;
    } finally {
      this.#changes.publish('changed');
    }
  }

  /** One backup by its id, or every one of the list. */
  async verify(request: { id?: string; passphrase?: string }): Promise<BackupVerdict[]> {
    const chosen = request.id === undefined ? this.list() : [this.find(request.id)];
    const verdicts: BackupVerdict[] = [];
    for (const backup of chosen) {
      verdicts.push(
        await this.run(
          { task: 'verify', name: 'verify-backup' },
          {
            backup,
            ...(request.passphrase === undefined ? {} : { passphrase: request.passphrase }),
            keys: this.#keys,
            scratch: this.#options.home,
            now: this.#options.ports.clock.now(),
          },
        ),
      );
    }
    return verdicts;
  }

  /** A verified backup as a plain SQLite file, for any program: neither passphrase nor key opens it any more. */
  async exportTo(request: { id: string; to: string; passphrase?: string }): Promise<string> {
    const to = resolve(request.to);
    await this.run(
      { task: 'export', name: 'copy-plain' },
      {
        backup: this.find(request.id),
        to,
        keys: this.#keys,
        ...(request.passphrase === undefined ? {} : { passphrase: request.passphrase }),
      },
    );
    return to;
  }

  /** Runs a job as the only one, and tells those who watch. @throws SatchelError BACKUP_RUNNING, BACKUP_CANCELLED */
  async run<N extends JobName>(
    { task, name }: { task: BackupProgress['task']; name: N },
    input: JobInput<N>,
    after?: AfterOthers,
  ): Promise<JobOutput<N>> {
    if (after) await this.#untilIdle(after);
    if (this.#running) throw new SatchelError('BACKUP_RUNNING');
    const stop = new AbortController();
    const cancel = (): void => {
      stop.abort();
    };
    after?.signal?.addEventListener('abort', cancel, { once: true });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#running = stop;
    this.#ended = ended;
    this.#changes.publish('changed');
    const context: JobContext = {
      signal: stop.signal,
      progress: (progress) => {
        this.#progress.publish({ task, ...progress });
      },
    };
    try {
      return await this.#options.runJob(name, input, context);
    } finally {
      after?.signal?.removeEventListener('abort', cancel);
      this.#running = undefined;
      end();
      this.#progress.publish({ task, phase: 'done', done: 1, total: 1 });
      this.#changes.publish('changed');
    }
  }

  async #untilIdle({ signal }: AfterOthers): Promise<void> {
    const { promise: given, resolve: giveUp } = Promise.withResolvers<void>();
    const abort = (): void => {
      giveUp();
    };
    signal?.addEventListener('abort', abort, { once: true });
    while (this.#running && !signal?.aborted) await Promise.race([this.#ended, given]);
    signal?.removeEventListener('abort', abort);
    if (signal?.aborted || this.#stopped) throw new SatchelError('BACKUP_CANCELLED');
  }

  get #keys(): readonly DatabaseKey[] {
    return this.#options.ring?.keys ?? [];
  }

  get #secondFolder(): string | null {
    const { secondDir } = this.#options.config();
    return secondDir === null ? null : this.#place(secondDir);
  }

  #place(folder: string): string {
    return isAbsolute(folder) ? folder : join(this.#options.home, folder);
  }

  #lastVerified(): number | null {
    const newest = this.list().find(({ state }) => state === 'verified');
    return newest ? Date.parse(newest.createdAt) : null;
  }
}

const KEEP_ALL = { today: 1_000_000, daily: 0, weekly: 0 };

function attemptPath(home: string): string {
  return join(home, 'backup-attempt.json');
}

function secondFolderError(detail: string): SatchelError {
  const [path = ''] = detail.split(': ');
  return new SatchelError('BACKUP_FOLDER', { path, detail: detail.slice(path.length + 2) });
}

function shown(error: SatchelError) {
  return error.toJSON();
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
