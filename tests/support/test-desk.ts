import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { column, schema, table } from '../../shared/records/define.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { DownloadHeader } from '../../shared/protocol/download.ts';
import { openStore, type Store } from '../../engine/store/open-store.ts';
import { TableAccessMap } from '../../engine/store/table-access-map.ts';
import { type ApplyOptions, PageApplier } from '../../engine/sync/apply-pages.ts';
import type { Page, PullCounts } from '../../engine/sync/page.ts';
import { freezeBatch, type FreezeOptions } from '../../engine/sync/freeze.ts';
import type { StoredBatch } from '../../engine/store/outbox.ts';
import { updateDesk } from '../../engine/store/desk.ts';
import { writeBlankStore } from './blank-store.ts';

/** Two tables that show every rule: a parent with a unique column, a child that references it. */
export const petSchema: SchemaManifest = schema('pets', 1, [
  table('keepers', { label: 'Keepers', singular: 'Keeper', title: ['name'] }, [
    column('name', 'text', { nullable: false }),
    column('badge', 'text', { unique: true }),
    column('login', 'text', { unique: true, nullable: false }),
  ]),
  table('pets', { label: 'Pets', singular: 'Pet', title: ['name'] }, [
    column('keeper_id', 'text', { references: 'keepers' }),
    column('name', 'text', { nullable: false }),
    column('note', 'text'),
    column('legs', 'integer'),
  ]),
]);

/** The same, where a pet's note and legs are one value. */
export const groupedPetSchema: SchemaManifest = {
  ...petSchema,
  tables: petSchema.tables.map((each) =>
    each.name === 'pets' ? { ...each, mergeGroups: [['note', 'legs']] } : each,
  ),
};

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface TestDesk {
  readonly folder: string;
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly counts: PullCounts;
  /** Applies one page whose rows are given by table name; null values stand for a deletion. */
  pull(version: number, rows: readonly RemoteLine[], options?: PullOptions): Promise<void>;
  freeze(options?: Partial<FreezeOptions>): StoredBatch | undefined;
}

/** `page` changes the page as it comes; the rest is what a pull knows besides. */
export type PullOptions = Partial<ApplyOptions> & { readonly page?: (page: Page) => Page };

export type RemoteLine =
  | { readonly table: string; readonly row: WireRow; readonly version?: number }
  | { readonly table: string; readonly deleted: WireValue; readonly version?: number };

/** A real store in a temporary folder, with the sync parts a test drives by hand. */
export function openTestDesk(options: { schema?: SchemaManifest } = {}): TestDesk {
  const { schema: manifest = petSchema } = options;
  const folder = temporaryFolder();
  const path = join(folder, 'clinic.db');
  writeBlankStore(path, manifest);
  let seed = 1;
  const store = openStore({
    path,
    schema: manifest,
    deviceName: 'test desk',
    now: () => 1_750_000_000_000,
    randomBytes: (count) =>
      new Uint8Array(count).map(() => (seed = (seed * 75 + 74) % 65_537) & 255),
  });
  onTestFinished(() => {
    store.close();
  });
  const access = new TableAccessMap(store);
  const counts: PullCounts = {
    pulled: new Map(),
    conflicts: new Map(),
    parked: new Map(),
    renumbered: new Map(),
  };
  return {
    folder,
    store,
    access,
    counts,
    async pull(version, rows, { page: change = (page: Page) => page, ...options } = {}) {
      const page = change(makePage(manifest, version, rows));
      const applier = new PageApplier({
        store,
        access,
        counts,
        now: () => 1_750_000_000_000,
        monotonicMs: () => 0,
        reconciliation: undefined,
        superseded: new Map(),
        onSlice: () => undefined,
        breathe: () => Promise.resolve(),
        ...options,
      });
      await applier.apply(page, () => {
        updateDesk(store.db, { cursor: page.header.head });
      });
    },
    freeze: (options = {}) =>
      freezeBatch(store, access, {
        maxRows: 100,
        maxBytes: 1_000_000,
        tables: null,
        schemaHash: 'test',
        witnessPath: join(folder, 'device.json'),
        now: 1_750_000_000_000,
        ...options,
      }),
  };
}

export function makePage(
  manifest: SchemaManifest,
  version: number,
  rows: readonly RemoteLine[],
): Page {
  const header: DownloadHeader = {
    kind: 'page',
    protocol: 1,
    schema: 'test',
    server: 'server',
    clinic: 'clinic',
    head: { epoch: 1, version, nonce: `n${String(version)}` },
    epochs: [[1, 0]],
    outcomes: [],
    tables: manifest.tables.map(({ name, columns }) => ({
      name,
      columns: columns.map((entry) => entry.name),
    })),
    next: null,
    backedUp: 0,
    floor: 0,
  };
  const lines = rows.map((line) => {
    const index = manifest.tables.findIndex(({ name }) => name === line.table);
    const at = line.version ?? version;
    return 'row' in line ? [index, at, ...line.row] : [-1 - index, at, line.deleted];
  });
  const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { header, body, rows: lines.length };
}

export { clinicSchema };
