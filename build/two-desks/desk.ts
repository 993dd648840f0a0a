import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createFileLog, type EngineHandle, startEngine } from '../../engine/index.ts';
import type { Conflict } from '../../shared/api/conflicts.ts';
import type { RecordView } from '../../shared/api/records.ts';
import type { SyncReport } from '../../shared/api/sync.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { Row } from '../demo/clinic-data.ts';

type Values = Record<string, WireValue>;

/** One desk of the demo: a real engine in its own threads over its own file. */
export class Desk {
  readonly name: string;
  readonly home: string;
  readonly #engine: EngineHandle;
  readonly #closeLog: () => Promise<void>;
  /** What was typed at this desk since the report last asked. */
  readonly #typed = { added: 0, changed: 0, deleted: 0 };

  private constructor(
    place: { name: string; home: string },
    engine: EngineHandle,
    closeLog: () => Promise<void>,
  ) {
    this.name = place.name;
    this.home = place.home;
    this.#engine = engine;
    this.#closeLog = closeLog;
  }

  static async open(name: string, home: string): Promise<Desk> {
    const log = createFileLog({ home, level: 'info' });
    const engine = await startEngine({ home, log, environment: {}, reader: false });
    return new Desk({ name, home }, engine, () => log.close());
  }

  async signIn(server: string, username: string, password: string): Promise<void> {
    const { account } = this.#engine.client;
    await account.setup({ server, username, password, deviceName: this.name });
  }

  sync(): Promise<SyncReport> {
    return this.#engine.client.sync.run({});
  }

  async add(table: string, rows: readonly Row[]): Promise<void> {
    await this.#engine.client.records.addMany({ table, rows: [...rows] });
    this.#typed.added += rows.length;
  }

  async change(table: string, key: string, values: Values): Promise<void> {
    await this.#engine.client.records.set({ table, key, values });
    this.#typed.changed += 1;
  }

  async delete(table: string, key: string): Promise<void> {
    await this.#engine.client.records.delete({ table, key });
    this.#typed.deleted += 1;
  }

  /** "3 added, 12 changed, 2 deleted" since the last call. */
  takeTyped(): string {
    const { added, changed, deleted } = this.#typed;
    Object.assign(this.#typed, { added: 0, changed: 0, deleted: 0 });
    return `${String(added)} added, ${String(changed)} changed, ${String(deleted)} deleted`;
  }

  get(table: string, key: string): Promise<RecordView> {
    return this.#engine.client.records.get({ table, key });
  }

  pending(): Promise<number> {
    return this.#engine.client.status.get({}).then(({ pending }) => pending);
  }

  conflicts(): Promise<Conflict[]> {
    return this.#engine.client.conflicts.list({ resolved: false });
  }

  async resolve(id: string, strategy: 'keep_local' | 'keep_remote'): Promise<void> {
    await this.#engine.client.conflicts.resolve({ id, strategy, notes: 'Checked with the owner.' });
  }

  compare() {
    return this.#engine.client.compare.run({});
  }

  async close(): Promise<void> {
    await this.#engine.close();
    await this.#closeLog();
  }
}

/** Rows and SHA-256 of every table of a desk's file, read from the file itself. The desk must be closed. */
export function readFileContent(home: string): ReadonlyMap<string, { rows: number; hash: string }> {
  const db = new Database(join(home, 'clinic.db'), { readonly: true });
  db.defaultSafeIntegers();
  try {
    const content = new Map<string, { rows: number; hash: string }>();
    for (const { name, columns } of clinicSchema.tables) {
      const list = columns.map((column) => `"${column.name}"`).join(', ');
      const hash = createHash('sha256');
      let rows = 0;
      for (const row of db.prepare(`SELECT ${list} FROM "${name}" ORDER BY id`).raw().iterate()) {
        hash.update(JSON.stringify(row, (_, value: unknown) => tagged(value))).update('\n');
        rows += 1;
      }
      content.set(name, { rows, hash: hash.digest('hex') });
    }
    return content;
  } finally {
    db.close();
  }
}

/** Keeps apart what JSON would write alike: an integer and a real of the same size. */
function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { integer: value.toString() };
  return value;
}
