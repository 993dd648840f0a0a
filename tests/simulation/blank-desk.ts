import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { fromNewStore } from '../support/blank-store.ts';
import { type KeptConnection, prepareOnce, type Statement } from './kept-connection.ts';
import { type ClinicKind, storedSchema } from './sim-schema.ts';

const DEVICE = 'device-of-a-blank-desk-to-be-replaced';
const PAGE_BYTES = 1024;
const INCARNATION = '0123456789abcdef0123456789abcdef';

interface Blank {
  readonly file: Buffer;
  readonly schemaVersion: number;
  /** By table, parents after children: what lies in it. */
  readonly tables: readonly { readonly name: string; readonly rows: readonly unknown[][] }[];
}

/** A desk's database as the engine makes it at its first start, made once: most of a short history would go into making it. */
const made = new Map<ClinicKind, Blank>();

function blankOf(kind: ClinicKind): Blank {
  const blank = made.get(kind) ?? makeBlank(kind);
  made.set(kind, blank);
  return blank;
}

export interface Identity {
  readonly device: string;
  readonly incarnation: string;
}

/** Both parts are as long as the blank's. */
export function newIdentity(random: (length: number) => string): Identity {
  return { device: random(DEVICE.length), incarnation: random(INCARNATION.length) };
}

/** Puts a blank desk's database into `home`, with an identity of its own. */
export function writeBlankDesk(
  home: string,
  { device, incarnation }: Identity,
  kind: ClinicKind,
): void {
  const file = Buffer.from(blankOf(kind).file);
  for (const [part, mine] of [
    [DEVICE, device],
    [INCARNATION, incarnation],
  ] as const) {
    for (let at = file.indexOf(part); at >= 0; at = file.indexOf(part, at)) file.write(mine, at);
  }
  writeFileSync(join(home, 'clinic.db'), file);
}

/** Makes the database of a connection blank again. False where that is not to be had, and it has to be closed. */
export function makeBlankAgain(
  connection: KeptConnection,
  identity: Identity,
  kind: ClinicKind,
): boolean {
  const blank = blankOf(kind);
  const native = connection.sides.get('ON')?.native;
  if (!native) return false;
  const prepare = (sql: string): Statement => prepareOnce(native, sql);
  try {
    if (prepare('PRAGMA schema_version').pluck().get() !== blank.schemaVersion) return false;
    native.exec('BEGIN IMMEDIATE');
    for (const { name } of blank.tables) prepare(`DELETE FROM ${name}`).run();
    for (const { name, rows } of blank.tables) {
      const [first] = rows;
      if (!first) continue;
      const insert = prepare(`INSERT INTO ${name} VALUES (${first.map(() => '?').join()})`);
      for (const row of rows) insert.run(...row.map((value) => own(value, identity)));
    }
    native.exec('COMMIT');
    prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    return true;
  } catch {
    return false;
  }
}

function own(value: unknown, { device, incarnation }: Identity): unknown {
  if (value === DEVICE) return device;
  return value === INCARNATION ? incarnation : value;
}

function makeBlank(kind: ClinicKind): Blank {
  return fromNewStore(storedSchema(kind), {
    change: ({ db }) => {
      db.run('UPDATE _sync_desk SET device = ?, incarnation = ?', DEVICE, INCARNATION);
    },
    read: (path) => {
      shrinkPages(path);
      return readBlank(path, kind);
    },
  });
}

/** A commit writes a page of each table and index that it touches: of few rows each, small ones cost a fraction. */
function shrinkPages(path: string): void {
  const db = new BetterSqlite3(path);
  db.pragma('journal_mode = DELETE');
  db.pragma(`page_size = ${String(PAGE_BYTES)}`);
  db.exec('VACUUM');
  db.pragma('journal_mode = WAL');
  db.close();
}

function readBlank(path: string, kind: ClinicKind): Blank {
  const db = new BetterSqlite3(path);
  try {
    const all = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    const data = storedSchema(kind)
      .tables.map(({ name }) => name)
      .reverse();
    const others = (all as string[]).filter((name) => !data.includes(name));
    return {
      file: readFileSync(path),
      schemaVersion: db.pragma('schema_version', { simple: true }) as number,
      tables: [...data, ...others].map((name) => ({
        name,
        rows: db.prepare(`SELECT * FROM ${name}`).raw().safeIntegers().all() as unknown[][],
      })),
    };
  } finally {
    db.close();
  }
}
