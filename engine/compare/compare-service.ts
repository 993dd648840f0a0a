import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CompareProgress,
  type CompareReport,
  compareReportSchema,
  type DifferingRows,
} from '../../shared/api/compare.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { suggestion } from '../../shared/errors/nearest.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { CompareApi } from '../api/services.ts';
import { Broadcast } from '../events/broadcast.ts';
import { writeDurably } from '../store/durable-file.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { compareWithServer, type Comparing } from './compare.ts';
import { differingRows } from './differing-rows.ts';

export interface CompareOptions {
  /** The home folder, where the last comparison is kept: names, counts and hashes of tables. */
  readonly home: string;
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly servers: ServerProvider;
  readonly now: () => number;
}

/** Comparisons that a person asks for: with progress, an end before the end, and the last one kept. */
export class CompareService implements CompareApi {
  readonly #options: CompareOptions;
  readonly #progress = new Broadcast<CompareProgress>();

  constructor(options: CompareOptions) {
    this.#options = options;
  }

  async run(signal?: AbortSignal): Promise<CompareReport> {
    const report = await this.#shown(signal, (comparing) => compareWithServer(comparing));
    writeDurably(this.#path, `${JSON.stringify(report)}\n`);
    return report;
  }

  last(): CompareReport | null {
    if (!existsSync(this.#path)) return null;
    try {
      const parsed = compareReportSchema.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** @throws SatchelError TABLE_UNKNOWN, COMPARE_CANCELLED */
  async rows(name: string, signal?: AbortSignal): Promise<DifferingRows> {
    const { store, access } = this.#options;
    const tables = dataTables(store.schema);
    const table = tables.find((one) => one.name === name);
    if (!table) {
      const names = tables.map((one) => one.name);
      throw new SatchelError('TABLE_UNKNOWN', { table: name, suggestion: suggestion(name, names) });
    }
    return this.#shown(signal, (comparing) => differingRows(table, { ...comparing, access }));
  }

  progress(signal: AbortSignal): AsyncIterable<CompareProgress> {
    return this.#progress.watch(signal);
  }

  async #shown<T>(
    signal: AbortSignal | undefined,
    work: (comparing: Comparing) => Promise<T>,
  ): Promise<T> {
    const { store, servers, now } = this.#options;
    try {
      return await work({
        store,
        client: servers.get(),
        now,
        signal,
        progress: (progress) => {
          this.#progress.publish(progress);
        },
      });
    } catch (error) {
      // What was interrupted by the one who asked is not told as a network that failed.
      if (signal?.aborted) throw new SatchelError('COMPARE_CANCELLED', {}, { cause: error });
      throw error;
    } finally {
      this.#progress.publish({ phase: 'done', table: null, rows: 0, totalRows: null });
    }
  }

  get #path(): string {
    return join(this.#options.home, 'compared.json');
  }
}
