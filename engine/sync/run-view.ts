import type { Direction, RunDetail, SyncReport, Trigger } from '../../shared/api/sync.ts';
import type { Said } from '../../shared/said/said.ts';
import type { FinishedRun, RunEventRow, RunRow } from '../store/run-store.ts';

type Counts = Record<string, number>;

/** A stored run as the contract shows it. */
export function toReport(run: RunRow | (FinishedRun & { id: number })): SyncReport {
  return {
    id: run.id,
    startTime: iso(run.started_at),
    endTime: run.ended_at === null ? null : iso(run.ended_at),
    status: run.status,
    trigger: run.trigger as Trigger,
    direction: run.direction as Direction,
    collections: JSON.parse(run.tables) as string[],
    localToRemote: JSON.parse(run.pushed) as Counts,
    remoteToLocal: JSON.parse(run.pulled) as Counts,
    conflicts: JSON.parse(run.conflicts) as Counts,
    quarantined: JSON.parse(run.quarantined) as Counts,
    bytesSent: run.bytes_sent,
    bytesReceived: run.bytes_received,
    durationSeconds: Math.round(run.duration_ms) / 1000,
    error: run.error === null ? null : (JSON.parse(run.error) as NonNullable<SyncReport['error']>),
  };
}

export function toDetail(run: RunRow, events: readonly RunEventRow[]): RunDetail {
  return {
    ...toReport(run),
    events: events.map((event) => ({
      at: iso(event.at),
      level: event.level,
      table: event.tbl,
      message: event.message,
      said: event.said === null ? [] : [JSON.parse(event.said) as Said],
      rows: event.rows,
      durationMs: event.duration_ms,
    })),
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
