import type { DeskState } from '../../shared/api/desk.ts';
import type { StatusReport, TableStatus } from '../../shared/api/status.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { NetworkMonitor } from '../schedule/network-monitor.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { countConflicts } from '../store/conflict-store.ts';
import { type Desk, readDesk } from '../store/desk.ts';
import { countPending } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import {
  countElsewhere,
  countUnsentDecisions,
  sharesConflicts,
} from '../store/shared-conflict-store.ts';
import { countByTable } from '../store/row-counts.ts';
import { countSuccessfulRuns, listRuns } from '../store/run-store.ts';
import type { CycleRunner } from './cycle-runner.ts';
import { iso } from './run-view.ts';
import { deskState, statusSummary } from './status-words.ts';

export interface StatusSources {
  readonly store: Store;
  readonly servers: ServerProvider;
  readonly cycles: CycleRunner;
  readonly monitor: NetworkMonitor;
  readonly scheduler: Scheduler;
  readonly timeZone: () => string;
  readonly desk: () => DeskState;
}

/** Where this desk stands, from what is in its database and what its last requests have shown. */
export async function statusReport(sources: StatusSources): Promise<StatusReport> {
  const { store, servers, cycles, monitor, scheduler } = sources;
  const desk = readDesk(store.db);
  const system = new Set(
    store.schema.tables.flatMap((table) => (table.system ? [store.tableId(table.name)] : [])),
  );
  const conflicts = countConflicts(store.db);
  const elsewhere = sharesConflicts(store) ? countElsewhere(store.db, desk.device) : [];
  const pending = countPending(store.db).filter(({ tbl }) => !system.has(tbl));
  const signIn = await servers.find()?.session.current();
  const [lastRun] = listRuns(store.db, 1);
  const pull = Math.max(desk.lastPull ?? 0, cycles.lastIdleAt ?? 0) || null;
  const lastError: SatchelError | undefined = cycles.lastError;
  const savedError =
    lastRun?.error === null || lastRun?.error === undefined || cycles.lastIdleAt !== null
      ? null
      : (JSON.parse(lastRun.error) as StatusReport['lastError']);
  const error = lastError?.toJSON() ?? savedError;
  const open = new Map(conflicts.open);
  for (const found of elsewhere) {
    if (!store.schema.tables.some(({ name }) => name === found.table)) continue;
    const tbl = store.tableId(found.table);
    open.set(tbl, (open.get(tbl) ?? 0) + found.open);
  }
  const tables = tableStatuses(store, { desk, open, pending });
  const decisions = sharesConflicts(store) ? countUnsentDecisions(store, desk.device) : 0;
  const totals = {
    pending: sum(pending.map((row) => row.pending)) + decisions,
    conflicts: sum([...open.values()]),
    quarantined: sum(pending.map((row) => row.quarantined)),
  };
  const facts = {
    configured: servers.url !== null,
    signedIn: signIn !== undefined,
    syncing: cycles.isRunning,
    online: monitor.online,
    everSynced: pull !== null,
    paused: scheduler.pauseReasons.length > 0,
    failed:
      error !== null && error.code !== 'SERVER_UNREACHABLE' && error.code !== 'SYNC_CANCELLED',
    ...totals,
  };
  const report: StatusReport = {
    lastSyncTime: isoOrNull(Math.max(pull ?? 0, lastRun?.ended_at ?? 0) || null),
    lastSyncStatus: lastRun && lastRun.status !== 'running' ? lastRun.status : null,
    lastSyncDuration: lastRun ? lastRun.duration_ms / 1000 : null,
    totalSyncsCompleted: countSuccessfulRuns(store.db),
    totalConflicts: conflicts.total + sum(elsewhere.map(({ total }) => total)),
    unresolvedConflicts: totals.conflicts,
    isOnline: monitor.online,
    isSyncing: facts.syncing,
    state: deskState(facts),
    summary: '',
    configured: facts.configured,
    ready: facts.configured && facts.signedIn,
    server: servers.url,
    environment: servers.environment,
    clinic: signIn?.clinic ?? desk.clinicName,
    username: signIn?.username ?? null,
    signedIn: facts.signedIn,
    device: { id: desk.device, name: desk.deviceName, incarnation: desk.incarnation },
    ...totals,
    conflictsHere: sum([...conflicts.open.values()]),
    cursor: { epoch: desk.cursor.epoch, version: desk.cursor.version },
    head: desk.head && { epoch: desk.head.epoch, version: desk.head.version },
    lastPush: isoOrNull(desk.lastPush),
    lastPull: isoOrNull(pull),
    nextSync: isoOrNull(scheduler.nextAt),
    offlineSince: isoOrNull(monitor.offlineSince),
    pauseReasons: scheduler.pauseReasons,
    lastError: error,
    countedAt: isoOrNull(desk.countedAt),
    tables,
    timeZone: sources.timeZone(),
    desk: sources.desk(),
  };
  const clock = (time: string): string => wallClock(time, sources.timeZone());
  return { ...report, summary: statusSummary(report, clock) };
}

function tableStatuses(
  store: Store,
  facts: {
    desk: Desk;
    open: ReadonlyMap<number, number>;
    pending: ReturnType<typeof countPending>;
  },
): TableStatus[] {
  const here = countByTable(store.db, store.schema);
  return dataTables(store.schema).map(({ name, label }) => {
    const tbl = store.tableId(name);
    const dirty = facts.pending.find((row) => row.tbl === tbl);
    return {
      table: name,
      label,
      here: here.get(name) ?? 0,
      there: facts.desk.counts?.[name] ?? null,
      pending: dirty?.pending ?? 0,
      conflicts: facts.open.get(tbl) ?? 0,
      quarantined: dirty?.quarantined ?? 0,
    };
  });
}

function wallClock(time: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === 'local' ? {} : { timeZone }),
  }).format(new Date(time));
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
