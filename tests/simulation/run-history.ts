import { rmSync } from 'node:fs';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import { Chance } from './chance.ts';
import { edit } from './edits.ts';
import { EventLog } from './event-log.ts';
import { findViolations } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { makeFolder } from './make-folder.ts';
import { type Clinic, ModelServer } from './model-server.ts';
import { isEdit, networkFault, type PlanOptions, type Step } from './plan.ts';
import { resolveAny } from './resolutions.ts';
import { type ClinicKind, simSchema, storedFrames } from './sim-schema.ts';
import { type DeskWorld, SimDesk } from './sim-desk.ts';
import type { SpareConnections } from './spare-connections.ts';
import { TOO_LARGE, VirtualNetwork } from './virtual-network.ts';
import { WorldClock } from './world-clock.ts';

export interface Outcome {
  /** What did not hold; empty for a good history. */
  readonly violations: readonly string[];
  /** The hash of everything that happened: the same for two runs of a seed. */
  readonly digest: string;
  readonly operations: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly log: readonly string[];
}

export interface RunOptions extends PlanOptions {
  readonly steps: readonly Step[];
  readonly keepLog?: boolean;
  /** Plain unless told. */
  readonly kind?: ClinicKind;
  /** Where histories of this process leave their connections to the next; each opens its own without it. */
  readonly spares?: SpareConnections;
}

/** Everything that is due must be done this long after the last fault. */
const HEALING_MS = 60_000;
/** Within it the last late request arrives and every cycle that was cut off gives up. */
const AFTERMATH_MS = 200_000;
/** Answers that say something is broken, where a person can do nothing about it. */
const ALARMING = /^(INTERNAL|STORE_|thrown|SERVER_NOT_SATCHEL|BATCH_MALFORMED|USAGE)/;

export async function runHistory(options: RunOptions): Promise<Outcome> {
  const folder = makeFolder();
  const history = new History(options, folder);
  try {
    return await history.run();
  } finally {
    await history.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

class History {
  readonly #options: RunOptions;
  readonly #clock = new WorldClock();
  readonly #chance: Chance;
  readonly #log: EventLog;
  readonly #server: ModelServer;
  readonly #network: VirtualNetwork;
  readonly #ledger = new Ledger();
  readonly #desks: SimDesk[];
  readonly #violations: string[] = [];
  readonly #faults = new Map<string, number>();
  readonly #kind: ClinicKind;
  #operations = 0;
  #serverBackup: { clinics: Map<string, Clinic>; at: number } | undefined;

  constructor(options: RunOptions, folder: string) {
    this.#options = options;
    this.#kind = options.kind ?? 'plain';
    this.#chance = new Chance(options.seed ^ 0x5eed);
    const now = (): number => this.#clock.now();
    this.#log = new EventLog(now, options.keepLog ?? false);
    const nonce = (): string => Buffer.from(this.#chance.bytes(8)).toString('hex');
    this.#server = new ModelServer(['north', 'south'], {
      now,
      nonce,
      frames: storedFrames(this.#kind),
    });
    // Small ones most often: then a pull has several, which wait for each other.
    this.#server.pageRows = 2 + Math.floor(30 * this.#chance.fraction() ** 2);
    this.#server.onApplied = (mutation, table) => {
      this.#ledger.applied(mutation, { table, at: now() });
    };
    this.#network = new VirtualNetwork({
      clock: this.#clock,
      chance: this.#chance,
      server: this.#server,
      log: this.#log,
      injected: (fault) => {
        this.#count(fault);
      },
    });
    const world = this.#world(folder);
    // Two clinics: every fourth desk, and never the first two, belongs to the second.
    this.#desks = Array.from(
      { length: options.desks },
      (_, n) => new SimDesk(world, `d${String(n)}`, n % 4 === 3 ? 'south' : 'north'),
    );
  }

  #world(folder: string): DeskWorld {
    return {
      folder,
      clock: this.#clock,
      chance: this.#chance,
      network: this.#network,
      log: this.#log,
      spares: this.#options.spares,
      kind: this.#kind,
      settings: {
        SATCHEL_SYNC_MAX_RETRIES: String(this.#chance.below(4)),
        SATCHEL_SYNC_BATCH_SIZE: String(2 + this.#chance.below(12)),
      },
      onCycle: (desk, error) => {
        this.#log.write(desk.name, `cycle ${error ?? 'done'}`);
        if (error !== null && ALARMING.test(error)) this.#violations.push(`${desk.name}: ${error}`);
      },
      onKilled: (desk) => {
        this.#count('kill inside');
        this.#clock.after(3000, () => this.#return.push(desk));
      },
      onDiskFault: (desk, fault) => {
        this.#count(fault);
        this.#log.write(desk.name, `fault ${fault}`);
      },
    };
  }

  /** Desks that were killed and are to be switched on again. */
  readonly #return: SimDesk[] = [];

  async run(): Promise<Outcome> {
    for (const desk of this.#desks) await desk.switchOn();
    let time = 0;
    for (const step of this.#options.steps) {
      await this.#clock.advance(Math.max(0, step.at - time));
      time = Math.max(time, step.at);
      await this.#comeBack();
      await this.#step(step);
    }
    await this.#heal();
    this.#violations.push(...findViolations(this.#desks, this.#server.clinics, this.#ledger));
    for (const violation of this.#violations) this.#log.write('end', violation);
    for (const clinic of this.#server.clinics.values()) {
      this.#log.write(
        'end',
        JSON.stringify(
          simSchema.tables.map(({ name }) => [name, [...(clinic.rows.get(name) ?? [])]]),
        ),
      );
    }
    return {
      violations: [...new Set(this.#violations)],
      digest: this.#log.digest(),
      operations: this.#operations,
      faults: this.#faults,
      log: this.#log.lines,
    };
  }

  async dispose(): Promise<void> {
    for (const desk of this.#desks) await desk.dispose();
  }

  async #comeBack(): Promise<void> {
    for (let desk = this.#return.shift(); desk; desk = this.#return.shift()) {
      await desk.ended();
      if (!desk.isOn) await this.#switchOn(desk);
    }
  }

  async #switchOn(desk: SimDesk): Promise<void> {
    try {
      await desk.switchOn();
    } catch (error) {
      // What a disk does not let be read is left as it is, and the person tries again.
      const { code } = toSatchelError(error);
      this.#log.write(desk.name, `not switched on: ${code}`);
      if (code !== 'STORE_SQL') this.#violations.push(`${desk.name}: a bad start ends as ${code}`);
      await desk.switchOn();
    }
    this.#log.write(desk.name, 'switched on');
  }

  async #step(step: Step): Promise<void> {
    const desk = this.#desks[step.desk] as SimDesk;
    if (isEdit(step.kind) || step.kind === 'resolve') {
      if (!desk.isOn) return;
      this.#operations++;
      const now = this.#clock.now();
      this.#attempt(desk, step.kind, () =>
        step.kind === 'resolve'
          ? resolveAny(desk, this.#ledger, step)
          : edit(desk, this.#ledger, { step, now }),
      );
    } else if (step.kind === 'sync all') {
      const free = this.#desks.filter((each) => each.isOn && !each.isSyncing);
      if (free.length > 0) this.#operations++;
      for (const each of free) each.sync();
    } else if (step.kind.startsWith('sync')) {
      if (!desk.isOn || desk.isSyncing) return;
      this.#operations++;
      const direction = step.kind.slice(5);
      desk.sync(direction === 'push' || direction === 'pull' ? { direction } : {});
    } else {
      await this.#fault(step, desk);
    }
  }

  /** What a person does; an error that is not about what they asked for is a violation. */
  #attempt(desk: SimDesk, kind: string, action: () => string): string {
    let done: string;
    const { disk } = desk.life;
    const { failures } = disk;
    try {
      done = action();
    } catch (error) {
      if (disk.failures > failures) return `${kind}: the disk failed`;
      const { code, message } = toSatchelError(error);
      done = `${kind} failed with ${code}: ${message}`;
      this.#violations.push(`${desk.name}: ${done}`);
    }
    this.#log.write(desk.name, done);
    return done;
  }

  #count(fault: string): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }

  async #fault(step: Step, desk: SimDesk): Promise<void> {
    const [a = 0, b = 0] = step.r;
    // Those of the network and of the disk count when a request or a commit meets them.
    if (step.kind === 'disk full' || step.kind === 'disk error') {
      const [wait, times] = [Math.floor(a * 16), 1 + Math.floor(b * 3)];
      if (desk.isOn) desk.life.disk.arm(step.kind, { wait, times });
      return;
    }
    if (step.kind === 'network' || step.kind === TOO_LARGE) {
      if (desk.isOn) desk.life.line.arm(networkFault(step));
      return;
    }
    if (step.kind === 'kill inside') {
      if (desk.isOn) desk.arm(Math.floor(a * 60));
      return;
    }
    const now = this.#clock.now();
    switch (step.kind) {
      case 'cut line': {
        if (!desk.isOn) return;
        const { line } = desk.life;
        line.cut = true;
        this.#clock.after(2000 + a * 20_000, () => {
          line.cut = false;
        });
        break;
      }
      case 'server restart':
        this.#network.serverUp = false;
        this.#clock.after(1000 + a * 8000, () => {
          this.#network.serverUp = true;
        });
        break;
      case 'token expiry':
        this.#server.tokensFrom = now;
        break;
      case 'clock jump':
        desk.jumpClock((a - 0.5) * 8 * 86_400_000 * (b < 0.3 ? 0.01 : 1));
        break;
      case 'kill':
      case 'kill behind':
        if (!desk.isOn) return;
        desk.kill();
        if (a > 0.75) desk.refuseToOpen();
        if (step.kind === 'kill behind') {
          desk.advanceWitness();
          // The desk takes it for a restore, and adds nothing that may be counted already.
          [this.#ledger.wentBack, this.#ledger.aDeskWentBack] = [true, true];
        }
        this.#clock.after(b * 15_000, () => this.#return.push(desk));
        break;
      case 'desk backup':
        if (!desk.isOn) return;
        desk.takeBackup(now);
        break;
      case 'desk restore':
      case 'desk rewind':
        if (!desk.isOn || !desk.backup) return;
        this.#ledger.deskWentBack(desk.name, desk.backup.mark, {
          noticed: step.kind === 'desk restore',
        });
        desk.goBack(step.kind === 'desk rewind');
        this.#clock.after(b * 5000, () => this.#return.push(desk));
        break;
      case 'server backup':
        this.#serverBackup = { clinics: structuredClone(this.#server.clinics), at: now };
        break;
      case 'server restore':
        if (!this.#serverBackup) return;
        this.#server.clinics = structuredClone(this.#serverBackup.clinics);
        this.#ledger.serverWentBack(this.#serverBackup.at);
        break;
      default:
        return;
    }
    this.#count(step.kind);
    this.#log.write(desk.name, step.kind);
    await Promise.resolve();
  }

  /** No more faults: whatever is on its way arrives, then every desk syncs until all is at rest. */
  async #heal(): Promise<void> {
    for (const desk of this.#desks) {
      desk.arm(-1);
      if (desk.isOn) {
        desk.life.line.calm();
        desk.life.disk.mend();
      }
    }
    await this.#clock.advance(AFTERMATH_MS);
    this.#network.serverUp = true;
    await this.#comeBack();
    for (const desk of this.#desks) {
      if (!desk.isOn) await this.#switchOn(desk);
      desk.life.line.calm();
      await desk.signInAgain();
      await this.#clock.until(() => !desk.isSyncing, AFTERMATH_MS);
    }
    this.#log.write('end', 'healing');
    const end = this.#clock.now() + HEALING_MS;
    const { resolveAll } = { resolveAll: this.#chance.fraction() < 0.5 };
    let quiet = 0;
    while (quiet < 2) {
      if (this.#clock.now() > end) {
        this.#violations.push('not at rest sixty seconds after healing');
        return;
      }
      const before = this.#state();
      for (const desk of this.#desks) {
        if (resolveAll) this.#resolveEverything(desk);
        desk.sync();
        if (!(await this.#clock.until(() => !desk.isSyncing, HEALING_MS))) {
          this.#violations.push(`${desk.name}: a cycle that does not end`);
          return;
        }
      }
      quiet = this.#state() === before ? quiet + 1 : 0;
    }
  }

  /** Moves as long as anything does. */
  #state(): string {
    const heads = [...this.#server.clinics.values()].map(({ head }) => head.version);
    const desks = this.#desks.map(({ reader }) =>
      reader.get('SELECT cursor, (SELECT count(*) FROM _sync_dirty) AS dirty FROM _sync_desk'),
    );
    return JSON.stringify([heads, desks]);
  }

  #resolveEverything(desk: SimDesk): void {
    for (let tries = 0; tries < 20; tries++) {
      const r = Array.from({ length: 6 }, () => this.#chance.fraction());
      const done = this.#attempt(desk, 'resolve', () => resolveAny(desk, this.#ledger, { r }));
      if (!done.startsWith('resolved')) return;
    }
  }
}
