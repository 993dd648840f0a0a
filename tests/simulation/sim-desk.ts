import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../engine/engine.ts';
import type { Ports, Secrets } from '../../engine/ports.ts';
import type { SyncReport, SyncRequest } from '../../shared/api/sync.ts';
import { memorySecrets } from '../support/virtual-clock.ts';
import { makeBlankAgain, newIdentity, writeBlankDesk } from './blank-desk.ts';
import type { Chance } from './chance.ts';
import type { Readings } from './desk-view.ts';
import { Disk, type DiskFault, forgetDisk } from './disk.ts';
import type { EventLog } from './event-log.ts';
import {
  closeKept,
  dropConnection,
  handOn,
  keepConnection,
  keptFor,
  watchConnections,
} from './kept-connection.ts';
import { replaceContents } from './replace-contents.ts';
import { type ClinicKind, storedSchema } from './sim-schema.ts';
import { DATABASE, linkDatabase, type SpareConnections } from './spare-connections.ts';
import type { DeskLine, VirtualNetwork } from './virtual-network.ts';
import type { WorldClock } from './world-clock.ts';

export interface DeskWorld {
  readonly folder: string;
  readonly clock: WorldClock;
  readonly chance: Chance;
  readonly network: VirtualNetwork;
  readonly log: EventLog;
  readonly settings: Readonly<Record<string, string>>;
  readonly kind: ClinicKind;
  /** Connections of histories before this one. */
  readonly spares?: SpareConnections | undefined;
  /** Told how a cycle ended, that a kill armed with `killInside` took place, and that the disk failed. */
  readonly onCycle: (desk: SimDesk, error: string | null) => void;
  readonly onKilled: (desk: SimDesk) => void;
  readonly onDiskFault: (desk: SimDesk, fault: DiskFault) => void;
}

/** The engine as one process runs it. What belongs to a life that was ended moves nothing any more. */
interface Life {
  readonly home: string;
  readonly engine: Engine;
  readonly disk: Disk;
  readonly line: DeskLine;
  alive: boolean;
  running: number;
}

const WITNESS = 'device.json';

/** A desk: a real engine over real files, switched off, killed and put back as a history says. */
export class SimDesk {
  readonly name: string;
  readonly clinic: string;
  readonly #world: DeskWorld;
  readonly #secrets: Secrets = memorySecrets();
  #life: Life | undefined;
  #lives = 0;
  #offset = 0;
  /** Calls of a port until the desk is killed; while a person's own call runs none counts. */
  #fuse = -1;
  #busy = false;
  #unreadable = false;
  #home: string;
  backup: { home: string; mark: number } | undefined;
  readonly #ending: Promise<void>[] = [];

  constructor(world: DeskWorld, name: string, clinic: string) {
    this.#world = world;
    this.name = name;
    this.clinic = clinic;
    this.#home = this.#newHome();
    const identity = newIdentity((length) =>
      Buffer.from(world.chance.bytes(length)).toString('hex').slice(0, length),
    );
    const { kind } = world;
    const spare = world.spares?.pop();
    if (spare && makeBlankAgain(spare.connection, identity, kind)) {
      linkDatabase(spare.home, this.#home);
      handOn(this.path, spare.connection);
    } else {
      if (spare) closeKept(spare.connection);
      writeBlankDesk(this.#home, identity, kind);
    }
    if (spare) rmSync(spare.home, { recursive: true, force: true });
  }

  get isOn(): boolean {
    return this.#life !== undefined;
  }

  get isShared(): boolean {
    return this.#world.kind === 'shared';
  }

  get kind(): ClinicKind {
    return this.#world.kind;
  }

  get isSyncing(): boolean {
    return (this.#life?.running ?? 0) > 0;
  }

  get life(): Life {
    if (!this.#life) throw new RangeError(`${this.name} is switched off`);
    return this.#life;
  }

  get services(): Engine['services'] {
    return this.life.engine.services;
  }

  get reader(): Readings {
    return this.life.disk.reader;
  }

  get path(): string {
    return join(this.#home, 'clinic.db');
  }

  /** A person's own doing: it is over before anything else happens. */
  act<T>(fn: () => T): T {
    this.#busy = true;
    try {
      return fn();
    } finally {
      this.#busy = false;
    }
  }

  /** The disk does not let the database be opened at the next start. */
  refuseToOpen(): void {
    this.#unreadable = true;
  }

  async switchOn(): Promise<void> {
    const { network } = this.#world;
    const disk = new Disk(this.path, (fault) => {
      this.#world.onDiskFault(this, fault);
    });
    watchConnections(this.path);
    if (this.#unreadable) disk.arm('unreadable at start', { wait: 0, times: 1 });
    this.#unreadable = false;
    const state = { alive: true };
    const alive = (): boolean => state.alive;
    const line = network.line(this.name, alive);
    const engine = await createEngine({
      home: this.#home,
      schema: storedSchema(this.#world.kind),
      environment: this.#world.settings,
      ports: this.#ports(line, alive),
    });
    const life: Life = Object.assign(state, {
      home: this.#home,
      engine,
      disk,
      line,
      running: 0,
    });
    this.#life = life;
    if (!(await engine.services.account.whoami()).signedIn) await this.#signIn(life);
  }

  async #signIn({ engine }: Life): Promise<void> {
    const { account } = engine.services;
    const person = { username: this.clinic, password: 'p' };
    const signed = (await account.whoami()).server
      ? account.login(person.username, person.password)
      : account.setup({ server: 'http://127.0.0.1:1', ...person, deviceName: this.name });
    let over = false;
    void signed.catch(() => undefined).finally(() => (over = true));
    await this.#world.clock.until(() => over, 10_000);
  }

  /** A person signs in again where the desk was signed out. */
  async signInAgain(): Promise<void> {
    if (!(await this.services.account.whoami()).signedIn) await this.#signIn(this.life);
  }

  /** Starts a cycle; it goes on while the world moves. */
  sync(request: SyncRequest = {}): void {
    const life = this.life;
    const { failures } = life.disk;
    life.running++;
    life.engine.services.sync
      .run({ ...request, acceptDeletes: true }, 'manual')
      .then(
        (report: SyncReport) => report.error ?? null,
        (error: unknown) => error as { code?: string; message: string },
      )
      .then((error) => {
        life.running--;
        if (!life.alive) return;
        if (error && life.disk.failures > failures) {
          this.#world.onCycle(this, 'the disk failed');
          return;
        }
        const detail = error && 'details' in error ? JSON.stringify(error.details) : '';
        this.#world.onCycle(
          this,
          error ? `${error.code ?? 'thrown'}: ${error.message} ${detail}` : null,
        );
      })
      .catch(() => undefined);
  }

  arm(calls: number): void {
    this.#fuse = calls;
  }

  jumpClock(ms: number): void {
    this.#offset += Math.round(ms);
  }

  /** As a power cut: what is in the files at this moment is all that is left. */
  kill(): void {
    const life = this.life;
    this.#fuse = -1;
    const home = this.#newHome();
    const kept = keepConnection(join(life.home, 'clinic.db'));
    if (kept) {
      linkDatabase(life.home, home);
      handOn(join(home, 'clinic.db'), kept);
    } else copyHome(life.home, home, DATABASE);
    copyHome(life.home, home, [WITNESS, 'config.json']);
    this.#end(life);
    this.#home = home;
  }

  #end(life: Life): void {
    life.alive = false;
    this.#life = undefined;
    life.line.hangUp();
    life.disk.mend();
    // SQLite does not write the log back into a file that has lost its name: nobody would ever read it.
    for (const name of DATABASE) rmSync(join(life.home, name), { force: true });
    this.#ending.push(
      Promise.resolve()
        .then(() => life.engine.close())
        .then(() => {
          const path = join(life.home, 'clinic.db');
          forgetDisk(path);
          dropConnection(path);
          rmSync(life.home, { recursive: true, force: true });
        }),
    );
  }

  /** A copy of the database as a backup program takes it; `mark` says when. The witness is copied for `rewind` only. */
  takeBackup(mark: number): void {
    const home = this.#newHome();
    copyHome(this.#home, home, [...DATABASE, WITNESS, 'config.json']);
    if (this.backup) rmSync(this.backup.home, { recursive: true, force: true });
    this.backup = { home, mark };
  }

  /** Switches off and puts the backup's database in place: alone, or with the witness as a rewound machine would. */
  goBack(withWitness: boolean): void {
    this.kill();
    if (!this.backup) return;
    const { home } = this.backup;
    if (withWitness) copyHome(home, this.#home, [WITNESS]);
    const kept = keptFor(this.path);
    if (kept && replaceContents(kept, join(home, 'clinic.db'))) return;
    dropConnection(this.path);
    for (const name of DATABASE) rmSync(join(this.#home, name), { force: true });
    copyHome(home, this.#home, DATABASE);
  }

  /** As if the last freeze had not been committed although its witness was written. */
  advanceWitness(): void {
    const path = join(this.#home, WITNESS);
    if (!existsSync(path)) return;
    const witness = JSON.parse(readFileSync(path, 'utf8')) as { lastBatch: number };
    writeFileSync(path, JSON.stringify({ ...witness, lastBatch: witness.lastBatch + 1 }));
  }

  async dispose(): Promise<void> {
    if (this.#life) {
      const { home } = this.#life;
      const { spares } = this.#world;
      const connection = spares && keepConnection(join(home, 'clinic.db'));
      if (connection) spares.push(home, connection);
      this.#end(this.#life);
    }
    await Promise.all(this.#ending);
  }

  async ended(): Promise<void> {
    await Promise.all(this.#ending.splice(0));
  }

  #newHome(): string {
    const home = join(this.#world.folder, `${this.name}-${String(this.#lives++)}`);
    mkdirSync(home, { recursive: true });
    return home;
  }

  #ports(transport: DeskLine, alive: () => boolean): Ports {
    const { clock, chance, log } = this.#world;
    const tick = (): void => {
      if (!alive() || this.#busy || this.#fuse < 0 || !this.#life) return;
      if (this.#fuse-- > 0) return;
      this.kill();
      log.write(this.name, 'killed inside');
      this.#world.onKilled(this);
    };
    return {
      transport,
      secrets: this.#secrets,
      // No moment to be killed at: slow statements are told of too, and those are the real world's.
      log: { write: () => undefined },
      random: {
        bytes: (count) => (tick(), alive() ? chance.bytes(count) : new Uint8Array(count)),
        fraction: () => (tick(), alive() ? chance.fraction() : 0),
      },
      clock: {
        now: () => (tick(), clock.now() + this.#offset),
        monotonicMs: () => (tick(), clock.now()),
        after: (delayMs, action) =>
          clock.after(delayMs, () => {
            if (alive()) action();
          }),
      },
    };
  }
}

function copyHome(from: string, to: string, names: readonly string[]): void {
  for (const name of names) {
    const path = join(from, name);
    if (existsSync(path)) copyFileSync(path, join(to, name));
  }
}
