import type { Repair } from '../../shared/api/repair.ts';
import { isSatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { sayError, sayToDo } from '../../shared/said/say-error.ts';
import type { RepairApi } from '../api/services.ts';
import { Broadcast } from '../events/broadcast.ts';
import {
  newRepair,
  readRepair,
  saveRepair,
  skipRest,
  stepOf,
  summed,
  withStep,
} from './repair-plan.ts';
import {
  type Course,
  proofStep,
  type RepairParts,
  repairSteps,
  sayFinding,
  type Step,
} from './repair-steps.ts';

export interface RepairOptions extends RepairParts {
  readonly home: string;
  /** Closes this engine and starts another over the same home; undefined where that cannot be. */
  readonly restart?: (() => void) | undefined;
}

/**
 * One repair at a time, from looking to the proof. Each step is written down before it begins: the engine starts
 * again in its course, and one that was cut off says so.
 */
export class RepairService implements RepairApi {
  readonly #options: RepairOptions;
  readonly #changes = new Broadcast<Repair>();
  #repair: Repair | null;
  #abort = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: RepairOptions) {
    this.#options = options;
    this.#repair = readRepair(options.home);
  }

  start(): Repair {
    if (this.#running && this.#repair) return this.#repair;
    this.#abort = new AbortController();
    const repair = newRepair(this.#now());
    this.#save(repair);
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
    return repair;
  }

  get(): Repair | null {
    return this.#repair;
  }

  async *watch(signal: AbortSignal): AsyncIterable<Repair | null> {
    const changes = this.#changes.watch(signal)[Symbol.asyncIterator]();
    let next = changes.next();
    yield this.#repair;
    for (;;) {
      const changed = await next;
      if (changed.done) return;
      next = changes.next();
      yield changed.value;
    }
  }

  cancel(): boolean {
    if (!this.#running || !this.#repair?.cancellable) return false;
    this.#abort.abort();
    return true;
  }

  /** Goes on after the restart that a repair asked for; one that was cut off elsewhere is said to be. */
  resume(): void {
    const repair = this.#repair;
    if (repair?.state !== 'running') return;
    if (stepOf(repair, 'restart').state !== 'running') {
      const ended = skipRest(repair, say('repair-closed'));
      this.#end({ ...ended, state: 'failed', ...summed(say('repair-cut-off')) });
      return;
    }
    this.#save(withStep(repair, 'restart', { state: 'done', said: [say('repair-restarted')] }));
    this.#running = this.#prove().finally(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const course: Course = { findings: [], backedUp: false, synced: false, different: [] };
    let changed = false;
    for (const step of repairSteps(this.#options)) {
      const outcome = await this.#step(step, course);
      if (outcome === 'cancelled') return;
      changed ||= outcome;
    }
    const { restart, desk } = this.#options;
    const why = !desk
      ? say('repair-broken')
      : !changed
        ? say('repair-unchanged')
        : restart === undefined
          ? say('repair-next-start')
          : undefined;
    if (why !== undefined || restart === undefined) {
      this.#set(withStep(this.#current, 'restart', { state: 'skipped', said: why ? [why] : [] }));
      await this.#prove(course);
      return;
    }
    this.#save({ ...withStep(this.#current, 'restart', { state: 'running' }), cancellable: false });
    restart();
  }

  async #prove(course?: Course): Promise<void> {
    const before = course ?? { findings: [], backedUp: true, synced: true, different: [] };
    if ((await this.#step(proofStep(this.#options), before)) === 'cancelled') return;
    const failed = this.#current.steps.find(({ state }) => state === 'failed');
    const [first] = before.findings;
    if (failed) {
      const step = say('repair-step', { step: say(`step-${failed.id}`), detail: failed.said });
      this.#end({ ...this.#current, state: 'failed', ...summed(step) });
    } else if (first) {
      const said = [sayFinding(first), this.#offer(first.id) ?? first.said.action].flat();
      this.#end({ ...this.#current, state: 'attention', ...summed(said) });
    } else this.#end({ ...this.#current, state: 'healthy', ...summed(say('repair-well')) });
  }

  /** A database that cannot be read is not replaced by itself: the newest verified backup is offered. */
  #offer(check: string): Said | undefined {
    const { backups, desk } = this.#options;
    if (check !== 'database' && desk) return undefined;
    const newest = backups.list().find(({ state }) => state === 'verified');
    return newest && say('repair-restore', { backup: newest.id });
  }

  /** Whether the step changed anything. */
  async #step(step: Step, course: Course): Promise<boolean | 'cancelled'> {
    if (this.#isCancelled()) return this.#cancelled();
    const running = withStep(this.#current, step.id, { state: 'running' });
    this.#save({ ...running, cancellable: step.cancellable });
    try {
      const { state, said, changed } = await step.run(course, {
        signal: this.#abort.signal,
        progress: (done, total) => {
          this.#set(withStep(this.#current, step.id, { progress: { done, total } }));
        },
      });
      this.#set(withStep(this.#current, step.id, { state, said: [said].flat() }));
      return changed ?? false;
    } catch (caught) {
      if (this.#isCancelled() || isSatchelError(caught, 'BACKUP_CANCELLED')) {
        return this.#cancelled();
      }
      const error = toSatchelError(caught);
      const said = [sayError(error), sayToDo(error)];
      this.#set(withStep(this.#current, step.id, { state: 'failed', said }));
      return false;
    }
  }

  #isCancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  #cancelled(): 'cancelled' {
    const ended = skipRest(this.#current, say('repair-cancelled'));
    this.#end({
      ...ended,
      state: 'cancelled',
      ...summed(say('repair-cancelled-whole')),
    });
    return 'cancelled';
  }

  get #current(): Repair {
    return this.#repair ?? newRepair(this.#now());
  }

  #end(repair: Repair): void {
    this.#save({ ...repair, endedAt: this.#now(), cancellable: false });
  }

  #save(repair: Repair): void {
    saveRepair(this.#options.home, repair);
    this.#set(repair);
  }

  #set(repair: Repair): void {
    this.#repair = repair;
    this.#changes.publish(repair);
  }

  #now(): string {
    return new Date(this.#options.now()).toISOString();
  }
}
