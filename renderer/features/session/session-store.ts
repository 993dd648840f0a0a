import { createStore, type StoreApi } from 'zustand';
import type { StatusReport } from '../../../shared/api/status.ts';
import type { SyncProgress } from '../../../shared/api/sync.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { tableLabel } from '../../text/table-words.ts';

/** What the window knows of the desk at this moment. Counts and words only, never a record. */
export interface SessionState {
  readonly report: StatusReport | undefined;
  /** `lost` while the engine does not answer; what was shown before stays on screen, marked as old. */
  readonly link: 'connecting' | 'live' | 'lost';
  readonly linkError: SatchelError | undefined;
  readonly progress: SyncProgress | undefined;
  /** Grows whenever the engine answers again, as after a restart: what was asked for before may be another's. */
  readonly rounds: number;
  /** Grows whenever rows of the table changed: lists ask again. */
  readonly revisions: Readonly<Record<string, number>>;
}

export type SessionStore = StoreApi<SessionState>;

export function createSessionStore(): SessionStore {
  return createStore<SessionState>(() => ({
    report: undefined,
    link: 'connecting',
    linkError: undefined,
    progress: undefined,
    rounds: 0,
    revisions: {},
  }));
}

/** A sync that only sent changes no row, but where each record stands: what is on screen asks again. */
export function acceptReport(store: SessionStore, report: StatusReport): void {
  const before = store.getState().report;
  store.setState((state) => ({
    report: {
      ...report,
      tables: report.tables.map((one) => ({ ...one, label: tableLabel(one.table, one.label) })),
    },
    link: 'live',
    linkError: undefined,
    progress: report.isSyncing ? state.progress : undefined,
  }));
  if (before && before.lastSyncTime !== report.lastSyncTime) noteEverythingChanged(store);
}

export function noteChanges(store: SessionStore, tables: readonly string[]): void {
  store.setState(({ revisions }) => ({
    revisions: {
      ...revisions,
      ...Object.fromEntries(tables.map((table) => [table, (revisions[table] ?? 0) + 1])),
    },
  }));
}

/** After a lost connection any table may have changed unseen. */
export function noteEverythingChanged(store: SessionStore): void {
  const { report, revisions } = store.getState();
  noteChanges(store, [
    ...new Set([...(report?.tables.map(({ table }) => table) ?? []), ...Object.keys(revisions)]),
  ]);
}
