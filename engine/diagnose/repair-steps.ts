import type { Diagnosis, Finding } from '../../shared/api/diagnose.ts';
import type { RepairStepId } from '../../shared/api/repair.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { saidOf } from '../../shared/said/say-error.ts';
import type { SyncService } from '../api/services.ts';
import type { BackupService } from '../backup/backup-service.ts';
import type { Store } from '../store/open-store.ts';
import type { Check } from './check.ts';
import { diagnose } from './diagnose-service.ts';
import type { Refetched } from './refetch.ts';

/** What a step ends with. `changed`: something is not as it was, so that a fresh engine has to prove it. */
export interface StepOutcome {
  readonly state: 'done' | 'skipped' | 'attention' | 'failed';
  readonly said: Said | readonly Said[];
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
    readonly offline: () => Promise<Said | undefined>;
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
const BROKEN = say('repair-broken');

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
        return { state: 'done', said: sayFindings(course.findings) };
      },
    },
    {
      id: 'fix',
      cancellable: false,
      run: async (course) => {
        const fixable = course.findings.filter(
          ({ id, fix }) => fix !== null && !ownSteps.includes(id),
        );
        if (fixable.length === 0) return { state: 'skipped', said: say('repair-fix-none') };
        const ids = fixable.map(({ id }) => id);
        const chosen = checks.filter(({ id }) => ids.includes(id));
        const { findings } = await diagnose({ checks: chosen, now }, { fix: ids });
        const left = findings.filter(({ fixed }) => !fixed);
        const fixed = findings.filter((each) => each.fixed);
        return {
          state: left.length > 0 ? 'attention' : 'done',
          said:
            fixed.length === 0
              ? say('repair-fixed-none')
              : say('repair-fixed', { checks: fixed.map(checkName) }),
          changed: fixed.length > 0,
        };
      },
    },
    {
      id: 'backup',
      cancellable: true,
      run: async (course, context) => {
        if (!desk) return { state: 'skipped', said: BROKEN };
        // A backup that happens to run is waited for: it was begun before anything was repaired.
        const made = await backups.create({
          reason: 'before-repair',
          after: { signal: context.signal },
        });
        course.backedUp = true;
        return { state: 'done', said: say('repair-backed-up', { backup: made.id }) };
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
        if (offline !== undefined) return { state: 'skipped', said: offline };
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
        if (!course.synced) return { state: 'skipped', said: say('repair-not-synced') };
        const report = await desk.sync.compare();
        if (report.equal) return { state: 'done', said: say('repair-equal') };
        course.different = report.tables.filter(({ equal }) => !equal).map(({ table }) => table);
        return { state: 'done', said: say('repair-different', { tables: course.different }) };
      },
    },
    {
      id: 'refetch',
      cancellable: true,
      run: async (course, context) => {
        if (course.different.length === 0 || !desk) {
          return {
            state: 'skipped',
            said: say(course.synced ? 'repair-no-difference' : 'repair-not-compared'),
          };
        }
        if (!course.backedUp) {
          return {
            state: 'attention',
            said: say('repair-no-backup'),
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
          : { state: 'skipped', said: offline ?? BROKEN };
      course.findings = needing(await diagnose({ checks, now }, { fix: false }));
      const failed = synced.state === 'failed';
      const state = failed ? 'failed' : course.findings.length > 0 ? 'attention' : 'done';
      return { state, said: [synced.said, sayFindings(course.findings)].flat() };
    },
  };
}

const skippedBroken: StepOutcome = { state: 'skipped', said: BROKEN };

function verifyTracking(store: Store): StepOutcome {
  const { rebuilt, found } = store.verifyTracking();
  if (rebuilt.length === 0) return { state: 'done', said: say('repair-tracked') };
  return {
    state: 'done',
    said: say('repair-retracked', { tables: rebuilt, count: found }),
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
    if (report.error) return { state: 'failed', said: saidOf(report.error) };
    return { state: 'done', said: say('repair-synced', { status: say(`run-${report.status}`) }) };
  } finally {
    watching.abort();
    await shown;
  }
}

function refetchOutcome({ replaced, removed, offered, kept }: Refetched): StepOutcome {
  return {
    state: kept > 0 ? 'attention' : 'done',
    said: say('repair-fetched', { replaced, removed, offered, kept }),
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

function sayFindings(findings: readonly Finding[]): readonly Said[] {
  return findings.length === 0 ? [say('repair-nothing')] : findings.map(sayFinding);
}

function checkName({ id }: Finding): Said {
  return { code: `check-${id}`, values: {} };
}

export function sayFinding(finding: Finding): Said {
  return say('repair-finding', { check: checkName(finding), finding: finding.said.finding });
}
