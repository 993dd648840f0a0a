import { type Commit, formatCommit, ORIGIN, parseCommit } from '../../shared/protocol/commit.ts';
import type { WritableDatabase } from './database.ts';

/** The desk's identity, its binding to one clinic, and its place in the server's order. */
export interface Desk {
  readonly device: string;
  readonly deviceName: string;
  readonly incarnation: string;
  /** Highest batch frozen, and highest batch answered, in this incarnation. */
  readonly lastBatch: number;
  readonly answeredBatch: number;
  readonly server: string | null;
  readonly clinic: string | null;
  readonly clinicName: string | null;
  readonly environment: string | null;
  readonly cursor: Commit;
  /** The highest commit ever seen or acknowledged [SYNC-8]. */
  readonly seen: Commit;
  readonly head: Commit | null;
  readonly backedUp: number;
  /** Set while records are reconciled by content: the last version of the old epochs the server still has. */
  readonly reconcile: number | null;
  /** 1 while every record is compared, because the server has forgotten deletions since the cursor [SYNC-11]. */
  readonly resnapshot: number;
  readonly lastPush: number | null;
  readonly lastPull: number | null;
  /** Rows on the server by table, when they were counted and at which head. */
  readonly counts: Readonly<Record<string, number>> | null;
  readonly countedAt: number | null;
  readonly countedHead: string | null;
  /** The server's clock minus this desk's, in milliseconds; null where it was never measured. */
  readonly skewMs: number | null;
}

interface DeskRow {
  device: string;
  device_name: string;
  incarnation: string;
  last_batch: number;
  answered_batch: number;
  server: string | null;
  clinic: string | null;
  clinic_name: string | null;
  environment: string | null;
  cursor: string;
  seen: string;
  head: string | null;
  backed_up: number;
  reconcile: number | null;
  resnapshot: number;
  last_push: number | null;
  last_pull: number | null;
  counts: string | null;
  counted_at: number | null;
  counted_head: string | null;
  skew_ms: number | null;
}

/** What was read last of each database: a cycle reads its desk a dozen times, and mostly as it was. */
const lastRead = new WeakMap<object, { readonly row: DeskRow; readonly desk: Desk }>();

export function readDesk(db: Pick<WritableDatabase, 'get'>): Desk {
  const row = db.get<DeskRow>('SELECT * FROM _sync_desk') as DeskRow;
  const last = lastRead.get(db);
  if (last && isSameRow(last.row, row)) return last.desk;
  const desk = toDesk(row);
  lastRead.set(db, { row, desk });
  return desk;
}

function isSameRow(a: DeskRow, b: DeskRow): boolean {
  for (const name in b) if (a[name as keyof DeskRow] !== b[name as keyof DeskRow]) return false;
  return true;
}

/** By which the server knows the desk; of each request, so it reads no more than that. */
export function readIdentity(
  db: Pick<WritableDatabase, 'get'>,
): Pick<Desk, 'device' | 'incarnation'> {
  return db.get('SELECT device, incarnation FROM _sync_desk') as DeskRow;
}

function toDesk(row: DeskRow): Desk {
  return {
    device: row.device,
    deviceName: row.device_name,
    incarnation: row.incarnation,
    lastBatch: row.last_batch,
    answeredBatch: row.answered_batch,
    server: row.server,
    clinic: row.clinic,
    clinicName: row.clinic_name,
    environment: row.environment,
    cursor: parseCommit(row.cursor) ?? ORIGIN,
    seen: parseCommit(row.seen) ?? ORIGIN,
    head: row.head === null ? null : (parseCommit(row.head) ?? null),
    backedUp: row.backed_up,
    reconcile: row.reconcile,
    resnapshot: row.resnapshot,
    lastPush: row.last_push,
    lastPull: row.last_pull,
    counts: row.counts === null ? null : (JSON.parse(row.counts) as Record<string, number>),
    countedAt: row.counted_at,
    countedHead: row.counted_head,
    skewMs: row.skew_ms,
  };
}

const columns = {
  device: 'device',
  deviceName: 'device_name',
  incarnation: 'incarnation',
  lastBatch: 'last_batch',
  answeredBatch: 'answered_batch',
  server: 'server',
  clinic: 'clinic',
  clinicName: 'clinic_name',
  environment: 'environment',
  cursor: 'cursor',
  seen: 'seen',
  head: 'head',
  backedUp: 'backed_up',
  reconcile: 'reconcile',
  resnapshot: 'resnapshot',
  lastPush: 'last_push',
  lastPull: 'last_pull',
  counts: 'counts',
  countedAt: 'counted_at',
  countedHead: 'counted_head',
  skewMs: 'skew_ms',
} as const satisfies Record<keyof Desk, keyof DeskRow>;

export function updateDesk(db: WritableDatabase, change: Partial<Desk>): void {
  const names = Object.keys(change) as (keyof Desk)[];
  if (names.length === 0) return;
  const sets = names.map((name) => `${columns[name]} = ?`).join(', ');
  db.run(`UPDATE _sync_desk SET ${sets}`, ...names.map((name) => toColumn(change[name])));
}

function toColumn(value: Desk[keyof Desk] | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  return 'nonce' in value ? formatCommit(value as Commit) : JSON.stringify(value);
}
