import type { AppUpdater } from 'electron-updater';
import { Broadcast, type EngineHandle, type Log, type UpdatesApi } from '../../engine/index.ts';
import { notLooked, type UpdateState } from '../../shared/api/updates.ts';
import { isSatchelError, SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { isNewer, plainNotes } from './judge-release.ts';

const LATER_MS = 24 * 3_600_000;

export interface UpdateServiceOptions {
  readonly installed: string;
  readonly engine: Pick<EngineHandle, 'client'>;
  readonly log: Log;
  readonly now: () => number;
  /** The updater over the feed as it is set at the moment, or why there is none. */
  readonly open: () => Promise<AppUpdater | NonNullable<UpdateState['off']>>;
  /** Ends the app in order. */
  readonly quit: () => void;
  /** Lets a next instance start although this one has not ended. */
  readonly releaseInstance: () => void;
}

/**
 * Finds, downloads and stages the next version. Nothing is put in place before a backup of this moment was verified and
 * what waited was pushed, or a person said that it may stay on this desk; and then only after the engine has closed.
 */
export class UpdateService implements UpdatesApi {
  readonly #options: UpdateServiceOptions;
  readonly #states = new Broadcast<UpdateState>();
  #state: UpdateState;
  #updater: AppUpdater | undefined;
  /** `anyway` and `restart` are of the install that a person asked for. */
  #asked = { anyway: false, restart: false };
  #installs = false;

  constructor(options: UpdateServiceOptions) {
    this.#options = options;
    this.#state = { ...notLooked, installed: options.installed };
  }

  state(): UpdateState {
    return this.#state;
  }

  async *changes(signal: AbortSignal): AsyncIterable<UpdateState> {
    yield this.#state;
    yield* this.#states.watch(signal);
  }

  /** Looks, and downloads what it finds. Never throws: what was wrong is in the state and the log. */
  async look(): Promise<UpdateState> {
    if (this.#isBusy() || this.#state.phase === 'staged') return this.#state;
    this.#set({ phase: 'looking', error: null });
    try {
      await this.#lookAndDownload();
    } catch (thrown) {
      this.#fail(toUpdateError(thrown, this.#state.version), 'idle');
    }
    return this.#state;
  }

  /** Backs up, pushes and quits into the new version. */
  async install(anyway: boolean): Promise<UpdateState> {
    if (this.#state.phase !== 'ready' && this.#state.phase !== 'staged') return this.#state;
    this.#set({ laterUntil: null });
    await this.prepare(anyway);
    if (this.#state.phase !== 'staged') return this.#state;
    this.#asked = { anyway, restart: true };
    this.#options.quit();
    return this.#state;
  }

  later(): UpdateState {
    const laterUntil = new Date(this.#options.now() + LATER_MS).toISOString();
    const phase = this.#state.phase === 'staged' ? 'ready' : this.#state.phase;
    this.#set({ phase, laterUntil, error: null });
    return this.#state;
  }

  /** Stages by itself while nobody works here, unless it was put off. */
  async stageWhenIdle(): Promise<void> {
    const { phase, laterUntil, waiting } = this.#state;
    const isPutOff = laterUntil !== null && Date.parse(laterUntil) > this.#options.now();
    if (phase !== 'ready' || isPutOff) return;
    if (waiting !== null && (await this.#waiting()) > 0) return;
    await this.prepare(false);
  }

  /** A verified backup of now, and nothing that waits. */
  async prepare(anyway: boolean): Promise<void> {
    this.#set({ phase: 'preparing', error: null, waiting: null });
    const { client } = this.#options.engine;
    try {
      await client.backups.create({ reason: 'before-update' });
    } catch (thrown) {
      const { message } = toSatchelError(thrown);
      this.#fail(new SatchelError('UPDATE_NO_BACKUP', { detail: message }), 'ready');
      return;
    }
    await client.sync.run({}).catch(() => undefined);
    const count = await this.#waiting();
    if (count > 0 && !anyway) {
      this.#set({ waiting: count });
      this.#fail(new SatchelError('UPDATE_WAITING', { count }), 'ready');
      return;
    }
    this.#options.log.write('info', 'an update is staged', {
      version: this.#state.version,
      waiting: count,
    });
    this.#set({ phase: 'staged', waiting: count > 0 ? count : null });
  }

  /** While the app quits and the engine still answers: edits made since it was staged keep the update for another time. */
  async beforeQuit(): Promise<void> {
    if (this.#state.phase !== 'staged') return;
    this.#installs = this.#asked.anyway || (await this.#waiting().catch(() => 1)) === 0;
  }

  /** After everything is closed: puts the new version in place. */
  afterClose(): void {
    if (!this.#installs || !this.#updater) return;
    const { version } = this.#state;
    this.#options.log.write('info', 'an update is installed', { version });
    if (this.#asked.restart) this.#options.releaseInstance();
    this.#updater.quitAndInstall(true, this.#asked.restart);
  }

  async #lookAndDownload(): Promise<void> {
    const opened = await this.#options.open();
    const lastLookedAt = new Date(this.#options.now()).toISOString();
    if (typeof opened === 'string') {
      this.#set({ phase: 'off', off: opened });
      return;
    }
    this.#updater = opened;
    const found = await opened.checkForUpdates();
    if (!found) {
      this.#set({ phase: 'off', off: 'package' });
      return;
    }
    const { version, releaseNotes } = found.updateInfo;
    if (!found.isUpdateAvailable || !isNewer({ version }, this.#options.installed)) {
      this.#set({ phase: 'idle', off: null, lastLookedAt, version: null, notes: null });
      return;
    }
    const notes = plainNotes(releaseNotes);
    this.#set({ phase: 'downloading', off: null, lastLookedAt, version, notes, progress: 0 });
    opened.removeAllListeners('download-progress');
    opened.on('download-progress', ({ percent }) => {
      this.#set({ progress: percent / 100 });
    });
    await opened.downloadUpdate();
    this.#options.log.write('info', 'an update was downloaded and verified', { version });
    this.#set({ phase: 'ready', progress: null });
  }

  /** Edits that the server does not have; none can wait at a desk without a server. */
  async #waiting(): Promise<number> {
    const { configured, pending } = await this.#options.engine.client.status.get({});
    return configured ? pending : 0;
  }

  #isBusy(): boolean {
    return ['looking', 'downloading', 'preparing'].includes(this.#state.phase);
  }

  #fail(error: SatchelError, phase: 'idle' | 'ready'): void {
    const { code } = error;
    const level = code === 'UPDATE_UNREACHABLE' || code === 'UPDATE_WAITING' ? 'info' : 'warn';
    this.#options.log.write(level, 'an update was not taken', {
      code,
      version: this.#state.version,
    });
    this.#set({ phase, progress: null, error: error.toJSON() });
  }

  #set(change: Partial<UpdateState>): void {
    this.#state = { ...this.#state, ...change };
    this.#states.publish(this.#state);
  }
}

function toUpdateError(thrown: unknown, version: string | null): SatchelError {
  if (isSatchelError(thrown)) return thrown;
  const { code, message } = thrown as { code?: string; message?: string };
  if (code === 'ERR_CHECKSUM_MISMATCH') {
    return new SatchelError('UPDATE_TAMPERED', { version: version ?? '' }, { cause: thrown });
  }
  const detail = (message ?? 'unknown').split('\n')[0] ?? '';
  return new SatchelError('UPDATE_UNREACHABLE', { server: '', detail }, { cause: thrown });
}
