import { existsSync } from 'node:fs';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { ORIGIN, sameCommit } from '../../shared/protocol/commit.ts';
import { readDesk } from '../store/desk.ts';
import { countByTable } from '../store/row-counts.ts';
import { fileStateOf } from '../store/sealed-file.ts';
import {
  importSnapshot,
  isBlank,
  type SnapshotFacts,
  verifySnapshot,
} from '../store/snapshot-import.ts';
import { moveTo, prepareSnapshot, sealSnapshot, swapInSnapshot } from '../store/snapshot-swap.ts';
import { sleep } from './backoff.ts';
import { breathe, type SyncContext } from './context.ts';
import { checkBinding } from './identity.ts';
import { fetchSnapshot, forgetSnapshot, snapshotPath } from './snapshot-download.ts';

/**
 * The first sync of a large clinic: the server's snapshot, resumed where a broken line left off, verified, then made
 * the desk's database; the pull that follows starts at its head [SYNC-9]. A desk that holds anything, or a small
 * clinic, pulls pages.
 */
export async function firstSync(context: SyncContext): Promise<void> {
  const { store, client, signal, settings } = context;
  const desk = readDesk(store.db);
  if (!sameCommit(desk.cursor, ORIGIN) || desk.reconcile !== null) return;
  if (!isBlank(store)) {
    forgetSnapshot(context);
    return;
  }
  const info = await client.info({ signal, counts: true });
  checkBinding(store, {
    server: info.server,
    clinic: info.clinic.id,
    environment: context.environment,
  });
  if (info.schema !== context.schemaHash) await context.onOtherSchema(info.schema, signal);
  const rows = info.tables.reduce((sum, { count }) => sum + (count ?? 0), 0);
  if (rows < settings.snapshotRows) return;
  // One that is whole was left by a desk that was ended while it took it over.
  if (!existsSync(snapshotPath(context))) await fetchSnapshot(context);
  try {
    await takeOver(context, rows);
  } finally {
    forgetSnapshot(context);
  }
}

async function takeOver(context: SyncContext, totalRows: number): Promise<void> {
  const { store, run, schemaHash } = context;
  run.progress({ phase: 'applying', rows: 0, totalRows });
  const path = snapshotPath(context);
  const { key } = store.db;
  const sealed = fileStateOf(path) === 'sealed';
  const facts = verifySnapshot(path, sealed ? key : undefined);
  const desk = readDesk(store.db);
  if (facts.server !== desk.server || facts.clinic !== desk.clinic) {
    throw new SatchelError('SYNC_BINDING', {
      bound: `clinic ${String(desk.clinic)}`,
      found: `clinic ${facts.clinic} in the snapshot`,
    });
  }
  // Another schema's file would lack columns or tables: pages name what they hold.
  if (facts.schema !== schemaHash) return;
  if (key && !sealed) await sealSnapshot(path, key);
  if (!(await swapIn(context, facts))) await copyIn(context, facts, totalRows);
}

const SWAP_ATTEMPTS = 20;
const SWAP_PAUSE_MS = 25;

/** Makes the snapshot the database itself. False where that cannot be: then its rows are copied. */
async function swapIn(context: SyncContext, { commit }: SnapshotFacts): Promise<boolean> {
  const { store, run, clock, random, signal, releaseReaders } = context;
  const path = snapshotPath(context);
  const { deviceName } = readDesk(store.db);
  prepareSnapshot(path, {
    schema: store.schema,
    deviceName,
    now: () => clock.now(),
    randomBytes: (count) => random.bytes(count),
    key: store.db.key,
  });
  for (let attempt = 0; attempt < SWAP_ATTEMPTS; attempt++) {
    releaseReaders?.();
    // Readers are other threads: they let go when they have answered what they are at.
    await sleep(SWAP_PAUSE_MS, { clock, signal });
    if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
    const outcome = swapInSnapshot(store, path, commit);
    if (outcome === 'shared') continue;
    if (outcome === 'unfit') return false;
    // One that asked in between has the old file open.
    releaseReaders?.();
    for (const [table, rows] of countByTable(store.db, store.schema)) {
      if (rows > 0) run.pulled.set(table, rows);
    }
    return true;
  }
  return false;
}

async function copyIn(
  context: SyncContext,
  { commit }: SnapshotFacts,
  totalRows: number,
): Promise<void> {
  const { store, run, signal } = context;
  let rows = 0;
  await importSnapshot(store, snapshotPath(context), async (table, count) => {
    rows += count;
    run.pulled.set(table, (run.pulled.get(table) ?? 0) + count);
    run.progress({ phase: 'applying', table, rows, totalRows });
    await breathe();
    if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
  });
  store.db.transaction(() => {
    moveTo(store.db, commit);
  });
}
