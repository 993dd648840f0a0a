import type { Diagnosis, Finding } from '../../shared/api/diagnose.ts';
import type { RepairStepId } from '../../shared/api/repair.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SyncService } from '../api/services.ts';
import type { BackupService } from '../backup/backup-service.ts';
import type { Store } from '../store/open-store.ts';
import type { Check } from './check.ts';
import { diagnose } from './diagnose-service.ts';
import type { Refetched } from './refetch.ts';

/** What a step ends with. `changed`: something is not as it was, so that a fresh engine has to prove it. */
export interface StepOutcome {
  readonly state: 'done' | 'skipped' | 'attention' | 'failed';
  readonly detail: string;
  readonly changed?: boolean;
}

export interface StepContext {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number | null) => void;
}

export interface RepairParts {
  readonly checks: readonly Check[];
  readonly now: () => number;
  readonly backups: BackupService;
  /** Not there while the database cannot be opened. */
  readonly desk?: {
    readonly store: Store;
    readonly sync: Pick<SyncService, 'run' | 'cancel' | 'compare' | 'progress'>;
    /** Why nothing can be synced; undefined where it can. */
    readonly offline: () => Promise<string | undefined>;
    readonly refetch: (tables: readonly string[], context: StepContext) => Promise<Refetched>;
  };
}

/** What one repair has found so far. Only what the steps after it need. */
export interface Course {
  findings: readonly Finding[];
  backedUp: boolean;
  synced: boolean;
  different: readonly string[];
}

export interface Step {
  readonly id: RepairStepId;
  /** Whether it can be left without harm. */
  readonly cancellable: boolean;
  run(course: Course, context: StepContext): Promise<StepOutcome>;
}

/** A fix of these checks is a step of its own. */
const ownSteps = ['backup', 'queue', 'tracking', 'digests'];
const BROKEN = 'The database cannot be opened.';

/** The steps before the engine starts again. */
export function repairSteps(parts: RepairParts): Step[] {
  const { backups, checks, desk, now } = parts;
  return [
    {
      id: 'diagnose',
      cancellable: true,
      run: async (course, context) => {
        const diagnosis = await stoppable(
          context,
          () => backups.cancel(),
          () => diagnose({ checks, now }, { fix: false }),
        );
        course.findings = needing(diagnosis);
        return { state: 'done', detail: findingsText(course.findings) };
      },
    },
    {
      id: 'fix',
      cancellable: false,
      run: async (course) => {
        const fixable = course.findings.filter(
          ({ id, fix }) => fix !== null && !ownSteps.includes(id),
        );
        if (fixable.length === 0) return { state: 'skipped', detail: 'Nothing to fix here.' };
        const ids = fixable.map(({ id }) => id);
        const chosen = checks.filter(({ id }) => ids.includes(id));
        const { findings } = await diagnose({ checks: chosen, now }, { fix: ids });
        const left = findings.filter(({ fixed }) => !fixed);
        const fixed = findings.filter((each) => each.fixed).map(({ title }) => title);
        return {
          state: left.length > 0 ? 'attention' : 'done',
          detail: `Fixed: ${fixed.join(', ') || 'nothing'}.`,
          changed: fixed.length > 0,
        };
      },
    },
    {
      id: 'backup',
      cancellable: true,
      run: async (course, context) => {
        if (!desk) return { state: 'skipped', detail: BROKEN };
        // A backup that happens to run is waited for: it was begun before anything was repaired.
        const made = await backups.create({
          reason: 'before-repair',
          after: { signal: context.signal },
        });
        course.backedUp = true;
        return { state: 'done', detail: `Backed up and verified: ${made.id}` };
      },
    },
    {
      id: 'tracking',
      cancellable: false,
      run: () => Promise.resolve(desk ? verifyTracking(desk.store) : skippedBroken),
    },
    {
      id: 'sync',
      cancellable: true,
      run: async (course, context) => {
        if (!desk) return skippedBroken;
        const offline = await desk.offline();
        if (offline !== undefined) return { state: 'skipped', detail: offline };
        const outcome = await syncStep(desk.sync, context);
        course.synced = outcome.state === 'done';
        return outcome;
      },
    },
    {
      id: 'compare',
      cancellable: false,
      run: async (course) => {
        if (!desk) return skippedBroken;
        if (!course.synced) return { state: 'skipped', detail: 'It could not be synced.' };
        const report = await desk.sync.compare();
        if (report.equal) return { state: 'done', detail: 'Every table is equal, by content.' };
        course.different = report.tables.filter(({ equal }) => !equal).map(({ table }) => table);
        return { state: 'done', detail: `Different: ${course.different.join(', ')}` };
      },
    },
    {
      id: 'refetch',
      cancellable: true,
      run: async (course, context) => {
        if (course.different.length === 0 || !desk) {
          return {
            state: 'skipped',
            detail: course.synced ? 'Nothing differs.' : 'Nothing was compared.',
          };
        }
        if (!course.backedUp) {
          return {
            state: 'attention',
            detail: 'Nothing was fetched: there is no backup to go back to.',
          };
        }
        return refetchOutcome(await desk.refetch(course.different, context));
      },
    },
  ];
}

/** The last step, by the engine that was started again. */
export function proofStep({ desk, checks, now }: RepairParts): Step {
  return {
    id: 'proof',
    cancellable: true,
    run: async (course, context) => {
      const offline = desk ? await desk.offline() : BROKEN;
      const synced: StepOutcome =
        desk && offline === undefined
          ? await syncStep(desk.sync, context)
          : { state: 'skipped', detail: offline ?? BROKEN };
      course.findings = needing(await diagnose({ checks, now }, { fix: false }));
      const failed = synced.state === 'failed';
      const state = failed ? 'failed' : course.findings.length > 0 ? 'attention' : 'done';
      return { state, detail: `${synced.detail} ${findingsText(course.findings)}` };
    },
  };
}

const skippedBroken: StepOutcome = { state: 'skipped', detail: BROKEN };

function verifyTracking(store: Store): StepOutcome {
  const { rebuilt, found } = store.verifyTracking();
  if (rebuilt.length === 0) return { state: 'done', detail: 'Every table is tracked.' };
  return {
    state: 'done',
    detail: `Rebuilt for ${rebuilt.join(', ')}; ${String(found)} changes that had gone unseen were found.`,
    changed: true,
  };
}

async function syncStep(
  sync: NonNullable<RepairParts['desk']>['sync'],
  context: StepContext,
): Promise<StepOutcome> {
  const watching = new AbortController();
  const shown = (async () => {
    for await (const { rows, totalRows } of sync.progress(watching.signal)) {
      context.progress(rows, totalRows);
    }
  })();
  try {
    const report = await stoppable(
      context,
      () => sync.cancel(),
      () => sync.run({}, 'manual'),
    );
    if (report.error) return { state: 'failed', detail: report.error.message };
    return { state: 'done', detail: `Synced: ${report.status}.` };
  } finally {
    watching.abort();
    await shown;
  }
}

function refetchOutcome({ replaced, removed, offered, kept }: Refetched): StepOutcome {
  const parts = [
    `${String(replaced)} records fetched`,
    `${String(removed)} removed that were deleted at the server`,
    `${String(offered)} that only this desk has are sent`,
    `${String(kept)} left as they are, because an edit of them waits or they are newer here`,
  ];
  return {
    state: kept > 0 ? 'attention' : 'done',
    detail: `${parts.join('; ')}.`,
    changed: replaced + removed + offered > 0,
  };
}

/** Runs `work`; a cancel calls `stop` and the step ends as cancelled, whatever the work makes of it. */
async function stoppable<T>(
  { signal }: StepContext,
  stop: () => unknown,
  work: () => Promise<T>,
): Promise<T> {
  const cancel = (): void => {
    stop();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const result = await work();
    if (signal.aborted) throw new SatchelError('BACKUP_CANCELLED');
    return result;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function needing({ findings }: Diagnosis): Finding[] {
  return findings.filter(({ state }) => state === 'attention');
}

function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing needs attention.';
  return findings.map(({ title, finding }) => `${title}: ${finding}`).join(' ');
}
