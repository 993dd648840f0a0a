import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  MigrateProgress,
  MigrateReport,
  MigrateRequest,
  MigrateTable,
} from '../../shared/api/migrate.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { WireRow } from '../../shared/records/values.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { say } from '../../shared/said/said.ts';
import type { MigrateApi, SyncService } from '../api/services.ts';
import type { BackupService } from '../backup/backup-service.ts';
import { Broadcast } from '../events/broadcast.ts';
import { adopted, writeHomeSchema } from '../settings/home-schema.ts';
import { openReadonly, type ReadableDatabase } from '../store/database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import type { Store } from '../store/open-store.ts';
import { tablesInTheWay } from '../store/replace-tables.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { breathe } from '../sync/context.ts';
import type { ServerClient } from '../sync/server-client.ts';
import { readBegun, writeBegun } from './begun.ts';
import { foreignSchema } from './foreign-schema.ts';
import { importRows } from './import-row.ts';
import { checkedText, endText, sum } from './migrate-text.ts';
import {
  fitsSchema,
  matchSource,
  readRows,
  type SourcePart,
  type UnknownPart,
} from './read-source.ts';

export interface MigrateOptions {
  readonly home: string;
  /** Closes the engine and starts it again, with the tables that were taken over; without it they wait for the next start. */
  readonly restart: (() => void) | undefined;
  /** Of this desk's own database, where it is encrypted; any other file is not. */
  readonly key: DatabaseKey | undefined;
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly backups: BackupService;
  readonly sync: Pick<SyncService, 'run' | 'cancel' | 'compare' | 'status'>;
  /** @throws SatchelError NOT_CONFIGURED */
  readonly client: () => ServerClient;
  readonly now: () => number;
  readonly actor: () => string;
  readonly changed: (tables: readonly string[]) => void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Course {
  readonly request: MigrateRequest;
  readonly report: Mutable<MigrateReport>;
  readonly source: ReadableDatabase;
  readonly parts: readonly SourcePart[];
  /** The file is this desk's own database: its rows are here already. */
  readonly own: boolean;
  /** The schema that the file describes itself with, where its tables are brought as they are and the desk has them not yet. */
  readonly foreign: SchemaManifest | undefined;
}

const SLICE = 100;
const ROWS_BETWEEN_BREATHS = 200;

/**
 * Brings an existing database to the server, through the desk: rows of the file become edits that were never sent, which
 * sync sends in frozen batches. So a migration that is cut off at any point is finished by running it again.
 */
export class MigrateService implements MigrateApi {
  readonly #options: MigrateOptions;
  readonly #progress = new Broadcast<MigrateProgress>();
  #abort: AbortController | undefined;

  constructor(options: MigrateOptions) {
    this.#options = options;
  }

  progress(signal: AbortSignal): AsyncIterable<MigrateProgress> {
    return this.#progress.watch(signal);
  }

  cancel(): boolean {
    this.#abort?.abort();
    if (this.#abort) this.#options.sync.cancel();
    return this.#abort !== undefined;
  }

  /** @throws SatchelError STORE_MISSING, STORE_NOT_A_DATABASE, NOT_CONFIGURED, SIGN_IN_REFUSED, MIGRATE_RUNNING, … */
  async run(request: MigrateRequest): Promise<MigrateReport> {
    if (this.#abort) throw new SatchelError('MIGRATE_RUNNING');
    this.#abort = new AbortController();
    const { store } = this.#options;
    const file = request.file === undefined ? store.path : resolve(request.file);
    if (!existsSync(file)) throw this.#ended(new SatchelError('STORE_MISSING', { path: file }));
    const own = realpathSync(file) === realpathSync(store.path);
    let source: ReadableDatabase | undefined;
    try {
      source = openReadonly(file, { mustExist: true, key: own ? this.#options.key : undefined });
      const { foreign, parts, unknown } = this.#plan(source, own ? false : request.ownTables);
      const report: Mutable<MigrateReport> = {
        file,
        state: 'checked',
        ownTables: parts.some(({ table }) => table.namespace !== undefined),
        summary: '',
        tables: parts.map(newTable),
        problems: [],
        unknown: unknown.map(({ reason, ...part }) => ({
          ...part,
          reason: reason && inEnglish(reason),
          said: reason ? [reason] : [],
        })),
        backup: null,
      };
      await this.#steps({ request, report, source, parts, own, foreign });
      return report;
    } finally {
      source?.close();
      this.#ended(undefined);
    }
  }

  /** The file's tables as this desk has them, or as the file itself describes them. */
  #plan(
    source: ReadableDatabase,
    ownTables: boolean | undefined,
  ): Pick<Course, 'foreign' | 'parts'> & { unknown: UnknownPart[] } {
    const { schema } = this.#options.store;
    // A desk that took over tables has them from such a file.
    const isAdopted = schema.tables.some(({ namespace }) => namespace !== undefined);
    const asTheyAre = ownTables ?? !fitsSchema(source, schema);
    if (!asTheyAre && !isAdopted) return { foreign: undefined, ...matchSource(source, schema) };
    const { schema: described, refused } = foreignSchema(source);
    const reasons = new Map(refused.map((table) => [table.table, table.reason]));
    if (isAdopted && fitsSchema(source, schema)) {
      const { parts, unknown } = matchSource(source, schema);
      const told = unknown.map((part) => ({ ...part, reason: reasons.get(part.table) ?? null }));
      return { foreign: undefined, parts, unknown: told };
    }
    const { parts } = matchSource(source, adopted(described));
    const unknown = refused.map((table) => ({ ...table, column: null }));
    return { foreign: described, parts, unknown };
  }

  async #steps(course: Course): Promise<void> {
    const { request, report, foreign } = course;
    await this.#check(course);
    if (request.checkOnly) {
      report.summary = checkedText(report, await this.#tellOfServer(report, foreign));
      return;
    }
    if (foreign) {
      await this.#prepare(report, foreign);
      return;
    }
    const there = await this.#countThere(report);
    const begun = readBegun(this.#options.home) === report.file;
    if (there > 0 && !request.force && !course.own && !begun) {
      await this.#compareOnly(course);
      return;
    }
    this.#tell('backing-up');
    const made = await this.#options.backups.create({ reason: 'before-migration', after: {} });
    report.backup = made.id;
    writeBegun(this.#options.home, report.file);
    this.#tell('fetching');
    await this.#sync();
    if (!course.own) await this.#import(course);
    this.#tell('sending');
    await this.#sync();
    this.#tell('comparing');
    await this.#prove(report);
    writeBegun(this.#options.home, null);
  }

  /** What the server says, or why it could not be asked: the file is checked without a line as well. */
  async #tellOfServer(report: MigrateReport, foreign: SchemaManifest | undefined): Promise<string> {
    try {
      if (foreign === undefined) {
        return `the server holds ${String(await this.#countThere(report))}`;
      }
      const held = await this.#countClinic();
      return held === 0
        ? 'their tables would be made at the server'
        : `the clinic at the server holds ${String(held)} records of other tables, so it cannot take these`;
    } catch (error) {
      const { message } = toSatchelError(error);
      return `the server could not be asked (${message})`;
    }
  }

  /**
   * Makes the file's tables at the server and has this desk take them over at its next start. Each of both may be repeated: a
   * kill in between is mended by running it again.
   */
  async #prepare(report: Mutable<MigrateReport>, foreign: SchemaManifest): Promise<void> {
    const { store, client, home, restart } = this.#options;
    if (foreign.tables.length === 0) {
      throw new SatchelError('TABLE_NOT_SYNCABLE', {
        table: report.unknown[0]?.table ?? 'of the file',
        detail: report.unknown[0]?.said[0] ?? say('table-none'),
      });
    }
    const inTheWay = tablesInTheWay(store, adopted(foreign));
    if (inTheWay.length > 0) {
      throw new SatchelError('MIGRATE_DESK_IN_USE', { tables: inTheWay.join(', ') });
    }
    this.#tell('preparing');
    await client().adoptSchema(foreign);
    writeHomeSchema(home, foreign);
    // From here on the file's rows are on their way: run again, they go on though the server is no longer empty.
    writeBegun(home, report.file);
    report.state = 'prepared';
    report.summary = `${String(foreign.tables.length)} tables were made at the server. Run it again to bring their records.`;
    restart?.();
  }

  async #countClinic(): Promise<number> {
    const { tables } = await this.#options.client().info({ counts: true });
    return tables
      .filter(({ name }) => !name.startsWith('_sync_'))
      .reduce((total, { count }) => total + (count ?? 0), 0);
  }

  /** Reads every row and counts; a problem is told by its rule and column, never by the value. */
  async #check({ source, parts, report }: Course): Promise<void> {
    const problems = new Map<string, MigrateReport['problems'][number]>();
    for (const [index, part] of parts.entries()) {
      const counted = report.tables[index] as Mutable<MigrateTable>;
      for (const read of readRows(source, part)) {
        counted.rows++;
        if ('row' in read) counted.valid++;
        else {
          const problem = inEnglish(read.problem);
          const name = `${part.table.name} ${problem}`;
          const known = problems.get(name);
          if (known) known.rows++;
          else
            problems.set(name, { table: part.table.name, problem, said: [read.problem], rows: 1 });
        }
        if (counted.rows % ROWS_BETWEEN_BREATHS === 0) {
          await this.#breathe('checking', part, counted.rows);
        }
      }
    }
    report.problems = [...problems.values()];
  }

  async #countThere(report: MigrateReport): Promise<number> {
    const info = await this.#options.client().info({ counts: true });
    const counts = new Map(info.tables.map(({ name, count }) => [name, count ?? 0]));
    for (const table of report.tables as Mutable<MigrateTable>[]) {
      table.there = counts.get(table.table) ?? 0;
    }
    return [...counts.values()].reduce((total, count) => total + count, 0);
  }

  /** The server holds records: both sides by content, and nothing else. */
  async #compareOnly({ source, parts, report }: Course): Promise<void> {
    const { digestParts } = await import('./digest-source.ts');
    const theirs = await this.#options.client().digest();
    for (const [index, sum] of digestParts(source, parts).entries()) {
      const table = report.tables[index] as Mutable<MigrateTable>;
      const there = theirs.tables.find(({ name }) => name === table.table);
      table.equal = there?.hash === sum.hash && there.count === sum.count;
    }
    report.state = 'compared';
    const different = report.tables.filter(({ equal }) => !equal).map(({ table }) => table);
    report.summary =
      different.length === 0
        ? 'The server holds these records already, and no others in these tables.'
        : `The server holds records. Different: ${different.join(', ')}. Nothing was changed; --force merges by key.`;
  }

  async #import({ source, parts, report }: Course): Promise<void> {
    const { store, access, now, actor, changed } = this.#options;
    for (const [index, part] of parts.entries()) {
      const table = report.tables[index] as Mutable<MigrateTable>;
      const tableAccess = access.get(part.table.name);
      let slice: WireRow[] = [];
      const flush = (): void => {
        if (slice.length === 0) return;
        const counts = importRows({ store, now: now(), actor: actor() }, tableAccess, slice);
        for (const name of ['added', 'same', 'conflicts', 'left'] as const)
          table[name] += counts[name];
        slice = [];
      };
      let done = 0;
      for (const read of readRows(source, part)) {
        done++;
        if ('row' in read) slice.push(read.row);
        if (slice.length < SLICE) continue;
        flush();
        await this.#breathe('importing', part, done);
      }
      flush();
      changed([part.table.name]);
    }
  }

  async #sync(): Promise<void> {
    const report = await this.#options.sync.run({}, 'manual');
    if (!report.error) return;
    const { code, message, action } = report.error;
    throw new SatchelError('MIGRATE_STOPPED', { code, detail: `${message} ${action}` });
  }

  async #prove(report: Mutable<MigrateReport>): Promise<void> {
    const compared = await this.#options.sync.compare();
    for (const table of report.tables as Mutable<MigrateTable>[]) {
      table.equal = compared.tables.find(({ table: name }) => name === table.table)?.equal ?? null;
    }
    const conflicts = sum(report.tables, 'conflicts');
    const left = sum(report.tables, 'left');
    const invalid = sum(report.tables, 'rows') - sum(report.tables, 'valid');
    const lost = report.unknown.length > 0;
    const clean = compared.equal && conflicts + left + invalid === 0 && !lost;
    report.state = clean ? 'migrated' : 'attention';
    const { quarantined } = await this.#options.sync.status();
    report.summary = endText(report, { equal: compared.equal, quarantined, clean });
  }

  async #breathe(phase: MigrateProgress['phase'], part: SourcePart, rows: number): Promise<void> {
    this.#progress.publish({ phase, table: part.table.name, done: rows, total: part.source.rows });
    await breathe();
    if (this.#abort?.signal.aborted) throw new SatchelError('SYNC_CANCELLED');
  }

  #tell(phase: MigrateProgress['phase']): void {
    this.#progress.publish({ phase, table: null, done: 0, total: null });
  }

  #ended<T>(value: T): T {
    this.#abort = undefined;
    this.#tell('done');
    return value;
  }
}

function newTable({ table }: SourcePart): MigrateTable {
  return {
    table: table.name,
    rows: 0,
    valid: 0,
    added: 0,
    same: 0,
    conflicts: 0,
    left: 0,
    there: null,
    equal: null,
  };
}
