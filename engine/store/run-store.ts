import type { WritableDatabase } from './database.ts';

export type RunStatus = 'running' | 'success' | 'partial' | 'failed' | 'cancelled';

/** One sync run as stored; maps are JSON by table name, times UTC milliseconds. */
export interface RunRow {
  readonly id: number;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly status: RunStatus;
  readonly trigger: string;
  readonly direction: string;
  readonly tables: string;
  readonly pushed: string;
  readonly pulled: string;
  readonly conflicts: string;
  readonly quarantined: string;
  readonly bytes_sent: number;
  readonly bytes_received: number;
  readonly duration_ms: number;
  readonly error: string | null;
}

export interface RunEventRow {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly tbl: string | null;
  readonly message: string;
  /** What is said, as JSON; null in what an older version wrote. */
  readonly said: string | null;
  readonly rows: number | null;
  readonly duration_ms: number | null;
}

export type FinishedRun = Omit<RunRow, 'id'>;

/** Writes a finished run with its events, in one transaction. Returns its id. */
export function insertRun(
  db: WritableDatabase,
  run: FinishedRun,
  events: readonly RunEventRow[],
): number {
  return db.transaction(() => {
    const { id } = db.get(
      `INSERT INTO _sync_run (started_at, ended_at, status, trigger, direction, tables, pushed, pulled,
         conflicts, quarantined, bytes_sent, bytes_received, duration_ms, error)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      run.started_at,
      run.ended_at,
      run.status,
      run.trigger,
      run.direction,
      run.tables,
      run.pushed,
      run.pulled,
      run.conflicts,
      run.quarantined,
      run.bytes_sent,
      run.bytes_received,
      run.duration_ms,
      run.error,
    ) as { id: number };
    for (const event of events) {
      db.run(
        `INSERT INTO _sync_run_event (run, at, level, tbl, message, said, rows, duration_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        event.at,
        event.level,
        event.tbl,
        event.message,
        event.said,
        event.rows,
        event.duration_ms,
      );
    }
    return id;
  });
}

export function lastRunId(db: Pick<WritableDatabase, 'get'>): number {
  return db.get<{ id: number | null }>('SELECT max(id) AS id FROM _sync_run')?.id ?? 0;
}

/** The newest first. */
export function listRuns(db: Pick<WritableDatabase, 'all'>, limit: number): RunRow[] {
  return db.all<RunRow>('SELECT * FROM _sync_run ORDER BY id DESC LIMIT +?', limit);
}

export function findRun(
  db: Pick<WritableDatabase, 'get' | 'all'>,
  id: number,
): { run: RunRow; events: RunEventRow[] } | undefined {
  const run = db.get<RunRow>('SELECT * FROM _sync_run WHERE id = ?', id);
  if (!run) return undefined;
  const events = db.all<RunEventRow>(
    'SELECT at, level, tbl, message, said, rows, duration_ms FROM _sync_run_event WHERE run = ? ORDER BY rowid',
    id,
  );
  return { run, events };
}

export function countSuccessfulRuns(db: Pick<WritableDatabase, 'get'>): number {
  const row = db.get<{ count: number }>(
    `SELECT count(*) AS count FROM _sync_run WHERE status IN ('success', 'partial')`,
  );
  return row?.count ?? 0;
}

/** To be called after each run with its number. Looking for old ones reads them all, so it is not done each time. */
export function forgetRuns(db: WritableDatabase, last: number, before: number): void {
  if (last % 64 !== 0) return;
  db.run(
    'DELETE FROM _sync_run_event WHERE run IN (SELECT id FROM _sync_run WHERE started_at < ?)',
    before,
  );
  db.run('DELETE FROM _sync_run WHERE started_at < ?', before);
}
