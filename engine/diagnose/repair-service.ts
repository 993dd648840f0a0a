import type { Repair } from '../../shared/api/repair.ts';
import { isSatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { RepairApi } from '../api/services.ts';
import { Broadcast } from '../events/broadcast.ts';
import { newRepair, readRepair, saveRepair, skipRest, stepOf, withStep } from './repair-plan.ts';
import {
  type Course,
  proofStep,
  type RepairParts,
  repairSteps,
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
      const ended = skipRest(repair, 'Satchel was closed meanwhile.');
      this.#end({ ...ended, state: 'failed', summary: 'The repair was cut off. Start it again.' });
      return;
    }
    this.#save(withStep(repair, 'restart', { state: 'done', detail: 'The engine started again.' }));
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
      ? 'The database cannot be opened.'
      : !changed
        ? 'Nothing was changed.'
        : restart === undefined
          ? 'It will at the next start.'
          : undefined;
    if (why !== undefined || restart === undefined) {
      this.#set(withStep(this.#current, 'restart', { state: 'skipped', detail: why ?? '' }));
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
      const summary = `${failed.title}: ${failed.detail}`;
      this.#end({ ...this.#current, state: 'failed', summary });
    } else if (first) {
      const summary = `${first.title}: ${first.finding} ${this.#offer(first.id) ?? first.action}`;
      this.#end({ ...this.#current, state: 'attention', summary });
    } else this.#end({ ...this.#current, state: 'healthy', summary: 'All is well.' });
  }

  /** A database that cannot be read is not replaced by itself: the newest verified backup is offered. */
  #offer(check: string): string | undefined {
    const { backups, desk } = this.#options;
    if (check !== 'database' && desk) return undefined;
    const newest = backups.list().find(({ state }) => state === 'verified');
    return newest && `Restore the newest verified backup: satchel backup restore ${newest.id}`;
  }

  /** Whether the step changed anything. */
  async #step(step: Step, course: Course): Promise<boolean | 'cancelled'> {
    if (this.#isCancelled()) return this.#cancelled();
    const running = withStep(this.#current, step.id, { state: 'running' });
    this.#save({ ...running, cancellable: step.cancellable });
    try {
      const { state, detail, changed } = await step.run(course, {
        signal: this.#abort.signal,
        progress: (done, total) => {
          this.#set(withStep(this.#current, step.id, { progress: { done, total } }));
        },
      });
      this.#set(withStep(this.#current, step.id, { state, detail }));
      return changed ?? false;
    } catch (caught) {
      if (this.#isCancelled() || isSatchelError(caught, 'BACKUP_CANCELLED')) {
        return this.#cancelled();
      }
      const { message, action } = toSatchelError(caught);
      this.#set(
        withStep(this.#current, step.id, { state: 'failed', detail: `${message} ${action}` }),
      );
      return false;
    }
  }

  #isCancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  #cancelled(): 'cancelled' {
    const ended = skipRest(this.#current, 'The repair was cancelled.');
    this.#end({
      ...ended,
      state: 'cancelled',
      summary: 'The repair was cancelled; nothing was left half-done.',
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
