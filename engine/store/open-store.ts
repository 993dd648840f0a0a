import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { DatabaseKey } from './database-key.ts';
import { openWritable, type WritableDatabase } from './database.ts';
import { addNewColumns, growTables } from './grow-tables.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { gather } from './gather.ts';
import { EXTERNAL, gatherSlice, isLongJournal } from './gather-slices.ts';
import { hasJournal } from './gather-tables.ts';
import { dropReplaced } from './replace-tables.ts';
import { followRenames } from './side-tables.ts';
import { refuseBlank } from './startup-check.ts';
import { installTracking, type TrackingReport, verifyTracking } from './tracking.ts';
import { TableCodec } from './values.ts';

/** A desk's database with its tables, side tables and tracking in place. Owns the one write connection. */
export interface Store {
  readonly path: string;
  readonly db: WritableDatabase;
  readonly schema: SchemaManifest;
  /** The table's number in the `_sync_` tables. @throws RangeError for a table that is not in the schema */
  tableId(name: string): number;
  tableById(id: number): TableManifest;
  codec(name: string): TableCodec;
  /**
   * Makes the marks say what was written to the file until now [TRK-1]. Every transaction begins and ends with it; to be
   * called where marks are read outside of one, or of what the transaction itself has written.
   */
  gather(): void;
  /** The same and then `fn`, which writes side tables only: in one transaction where there is something to gather. */
  gatherThen<T>(fn: () => T): T;
  /**
   * A part of `gather` where another program has written much. Resolved to true where more waits: other work of the thread
   * can be done meanwhile, though each transaction in between gathers all of it.
   */
  gatherSome(): boolean;
  /** Who is at the desk from now on, for writes made through `write` [TRK-6]. */
  setActor(name: string | (() => string)): void;
  actor(): string;
  /** A transaction whose edits are the actor's. Writes outside it, here or elsewhere, are `external`. */
  write<T>(fn: () => T): T;
  /** Repairs tracking where another program altered a table, and finds what was missed [TRK-5]. */
  verifyTracking(): TrackingReport;
  close(): void;
}

export interface StoreOptions {
  readonly path: string;
  readonly schema: SchemaManifest;
  readonly deviceName: string;
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Refuse with STORE_MISSING instead of creating a blank file. */
  readonly mustExist?: boolean;
  /** There were tables in it before: a file without any is refused with STORE_CORRUPT. */
  readonly heldTables?: boolean;
  /** Every row in the file is the server's: none is looked for that might be unsent. */
  readonly isSnapshot?: boolean;
  readonly onSlow?: (sql: string, ms: number) => void;
  /** What the file is sealed with, or will be where it is new. */
  readonly key?: DatabaseKey | undefined;
}

/**
 * Opens or creates the store; also a file that came as a server's snapshot, or another application's.
 * @throws SatchelError STORE_MISSING, STORE_NOT_A_DATABASE, STORE_READ_ONLY, STORE_CORRUPT, STORE_TOO_NEW,
 * STORE_DISK_FULL, SQLITE_TOO_OLD
 */
export function openStore(options: StoreOptions): Store {
  const { path, schema } = options;
  if (!options.mustExist && path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = openWritable(path, options);
  try {
    if (options.heldTables) refuseBlank(db);
    migrate(db, migrations, options.now);
    const ahead = (): void => {
      gatherAhead(db);
    };
    db.gatherWith({
      ahead,
      within: () => {
        gather(db, EXTERNAL);
      },
    });
    db.transaction(() => {
      followRenames(db);
      // An adopted schema takes the place of the shipped one, of which nothing was used.
      if (schema.tables.some(({ namespace }) => namespace !== undefined)) dropReplaced(db, schema);
      // A table that was unknown until now may have passed by: everything is fetched once more.
      if (growTables(db, schema)) db.run("UPDATE _sync_desk SET cursor = '0.0.'");
      numberTables(db, schema);
      addNewColumns(db, schema);
      identifyDesk(db, options);
    });
    const store = storeOf(db, schema);
    if (options.isSnapshot) installTracking(store);
    verifyTracking(store);
    return store;
  } catch (error) {
    db.close();
    throw error;
  }
}

function storeOf(db: WritableDatabase, schema: SchemaManifest): Store {
  const numbers = new Map(
    db
      .all<{ id: number; name: string }>('SELECT id, name FROM _sync_table')
      .map(({ id, name }) => [name, id]),
  );
  const tables = new Map(schema.tables.map((table) => [numbers.get(table.name), table]));
  const codecs = new Map(schema.tables.map((table) => [table.name, new TableCodec(table)]));
  let actor = (): string => 'local';
  let writing: string | undefined;
  const gatherWritten = (): void => {
    gather(db, writing ?? EXTERNAL);
  };
  db.gatherWith({
    ahead: () => {
      gatherAhead(db);
    },
    within: gatherWritten,
  });
  const store: Store = {
    path: db.path,
    db,
    schema,
    tableId: (name) => known(numbers.get(name), name),
    tableById: (id) => known(tables.get(id), id),
    codec: (name) => known(codecs.get(name), name),
    gather: () => {
      if (db.inTransaction) gatherWritten();
      else if (hasJournal(db)) db.bookkeeping(() => undefined);
    },
    // A power cut may take it back: what was journalled lies there still.
    gatherThen: (fn) => db.losably(() => (hasJournal(db) ? db.bookkeeping(fn) : fn())),
    gatherSome: () => isLongJournal(db) && gatherSlice(db),
    setActor: (name) => {
      actor = typeof name === 'string' ? () => name : name;
    },
    actor: () => actor(),
    write: (fn) =>
      db.transaction(() => {
        if (writing !== undefined) return fn();
        gatherWritten();
        writing = actor();
        try {
          const result = fn();
          gatherWritten();
          return result;
        } finally {
          writing = undefined;
        }
      }),
    verifyTracking: () => verifyTracking(store),
    close: () => {
      db.close();
    },
  };
  return store;
}

/** For so long others who want to write may begin: a program that waits for the lock looks for it every so often only. */
const BETWEEN_SLICES_MS = 5;

function gatherAhead(db: WritableDatabase): void {
  while (isLongJournal(db)) {
    if (gatherSlice(db))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_SLICES_MS);
  }
}

function known<T>(found: T | undefined, what: string | number): T {
  if (found === undefined) throw new RangeError(`no table ${String(what)}`);
  return found;
}

// A number once given stays with its name: dirty rows, conflicts and the server's snapshots refer to it.
function numberTables(db: WritableDatabase, schema: SchemaManifest): void {
  const taken = new Map(
    db
      .all<{ id: number; name: string }>('SELECT id, name FROM _sync_table')
      .map(({ id, name }) => [name, id]),
  );
  const used = new Set(taken.values());
  let next = Math.max(schema.tables.length, ...[...used].map((id) => id + 1));
  for (const [index, { name }] of schema.tables.entries()) {
    if (taken.has(name)) continue;
    const id = used.has(index) ? next++ : index;
    used.add(id);
    db.run('INSERT INTO _sync_table (id, name) VALUES (?, ?)', id, name);
  }
}

function identifyDesk(db: WritableDatabase, options: StoreOptions): void {
  if (db.get('SELECT 1 FROM _sync_desk')) return;
  const device = uuidv7({ msecs: options.now(), random: options.randomBytes(16) });
  const incarnation = Buffer.from(options.randomBytes(16)).toString('hex');
  db.run(
    'INSERT INTO _sync_desk (device, device_name, incarnation) VALUES (?, ?, ?)',
    device,
    options.deviceName,
    incarnation,
  );
}
