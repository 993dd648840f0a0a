import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { openReadonly } from '../../../engine/store/database.ts';
import type { DatabaseKey } from '../../../engine/store/database-key.ts';
import { closeRevision } from '../../../engine/store/dirty.ts';
import { introspect } from '../../../engine/store/introspect.ts';
import { openStore, type Store } from '../../../engine/store/open-store.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { applyKey } from '../../../engine/store/sealed-file.ts';
import type { SchemaManifest } from '../../../shared/records/manifest.ts';
import { writeBlankStore } from '../../support/blank-store.ts';

export interface DirtyRow {
  readonly table: string;
  readonly pk: unknown;
  readonly op: string;
  readonly rev: number;
  readonly mutation: Buffer;
  readonly actor: string;
  readonly first_at: number;
  readonly last_at: number;
  readonly batch: number | null;
  readonly held: string | null;
}

/** A store on disk and, beside it, a plain connection to the same file: the other program. */
export class TemporaryStore {
  readonly path: string;
  readonly store: Store;
  readonly other: BetterSqlite3.Database;

  constructor(path: string, store: Store) {
    this.path = path;
    this.store = store;
    this.other = new BetterSqlite3(path);
    applyKey(this.other, store.db.key);
  }

  dirty(): DirtyRow[] {
    this.store.gather();
    return this.store.db.all<DirtyRow>(
      `SELECT t.name AS "table", d.pk, d.op, d.rev, d.mutation, d.actor, d.first_at, d.last_at, d.batch, d.held
       FROM _sync_dirty AS d JOIN _sync_table AS t ON t.id = d.tbl ORDER BY d.tbl, d.pk`,
    );
  }

  /** `['patients p1 update']` */
  marks(): string[] {
    return this.dirty().map(({ table, pk, op }) => `${table} ${String(pk)} ${op}`);
  }

  base(table: string): unknown[] {
    this.store.gather();
    return this.store.db.all(`SELECT * FROM "_sync_base_${table}"`);
  }

  /** As after a sync: every row is the server's, nothing is dirty. */
  settle(): void {
    this.store.gather();
    const { db, schema } = this.store;
    for (const table of schema.tables) {
      const id = this.store.tableId(table.name);
      const key =
        table.primaryKey.length === 1
          ? `"${table.primaryKey[0] ?? ''}"`
          : table.primaryKey.map((name) => `quote("${name}")`).join(` || ',' || `);
      db.exec(`DELETE FROM "_sync_base_${table.name}"`);
      db.run('DELETE FROM _sync_row WHERE tbl = ?', id);
      db.run(
        `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at) SELECT ?, ${key}, 1, 1, 1 FROM "${table.name}"`,
        id,
      );
    }
    db.exec('DELETE FROM _sync_dirty');
  }

  freeze(batch = 1): void {
    this.store.gather();
    this.store.db.run('UPDATE _sync_dirty SET batch = ?', batch);
    closeRevision(this.store.db);
  }

  close(): void {
    this.other.close();
    this.store.close();
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-store-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function openAt(
  path: string,
  schema: SchemaManifest = clinicSchema,
  key?: DatabaseKey,
): Store {
  return openStore({ path, schema, deviceName: 'desk', now: () => Date.now(), randomBytes, key });
}

/** The shipped clinic, sealed with `key` where there is one. */
export function temporaryClinic(key?: DatabaseKey): TemporaryStore {
  return kept(join(temporaryFolder(), 'clinic.db'), (path) =>
    key ? openAt(path, clinicSchema, key) : openBlank(path),
  );
}

/** A store over tables made by `ddl`, another application's or of our own; without it, the shipped clinic. */
export function temporaryStore(ddl?: string, isForeign = true): TemporaryStore {
  return kept(join(temporaryFolder(), 'clinic.db'), (path) =>
    ddl === undefined ? openBlank(path) : adopt(path, ddl, isForeign),
  );
}

function openBlank(path: string): Store {
  writeBlankStore(path, clinicSchema);
  return openAt(path);
}

function kept(path: string, open: (path: string) => Store): TemporaryStore {
  const made = new TemporaryStore(path, open(path));
  onTestFinished(() => {
    made.close();
  });
  return made;
}

function adopt(path: string, ddl: string, isForeign: boolean): Store {
  const raw = new BetterSqlite3(path);
  raw.exec(ddl);
  raw.close();
  return openAt(path, { ...schemaOf(path), isForeign });
}

export function schemaOf(path: string): SchemaManifest {
  const db = openReadonly(path);
  try {
    return introspect(db, 'other');
  } finally {
    db.close();
  }
}
