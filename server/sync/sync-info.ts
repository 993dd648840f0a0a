import type { SyncInfo } from '../../shared/protocol/sync-info.ts';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { Principal } from '../auth/access-tokens.ts';
import { type Head, readHead, toCommit } from '../store/clinics.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { countRows } from '../store/read-table.ts';
import { PAGE_ROWS } from './download.ts';

export const BATCH_ROWS = 10_000;

/** What a device may know of the server before it syncs. Counts are kept by clinic and commit. */
export class SyncInfoReader {
  readonly #bodyBytes: number;
  readonly #counts = new Map<number, { head: Head; counts: readonly number[] }>();

  constructor(bodyBytes: number) {
    this.#bodyBytes = bodyBytes;
  }

  async read(
    database: Database,
    principal: Principal,
    options: { counts: boolean; now: number },
  ): Promise<SyncInfo> {
    const { serverId, schema, schemaHash, pool } = database;
    const { head, counts } = options.counts
      ? await this.#count(database, principal.clinic)
      : { head: await readHead(pool, principal.clinic), counts: undefined };
    return {
      server: serverId,
      clinic: { id: principal.clinicId, name: principal.clinicName },
      user: { username: principal.username, role: principal.role },
      head: toCommit(head),
      protocol: { current: PROTOCOL_VERSION, oldest: OLDEST_PROTOCOL_VERSION },
      schema: schemaHash,
      tables: schema.tables.map(({ name }, at) => ({ name, count: counts?.[at] ?? null })),
      limits: { bodyBytes: this.#bodyBytes, batchRows: BATCH_ROWS, pageRows: PAGE_ROWS },
      status: 'ok',
      timestamp: new Date(options.now).toISOString(),
      last_sync: null,
      db_type: 'postgresql',
      sync_method: 'delta',
    };
  }

  async #count(
    { pool, schema }: Database,
    clinic: number,
  ): Promise<{ head: Head; counts: readonly number[] }> {
    const head = await readHead(pool, clinic);
    const kept = this.#counts.get(clinic);
    if (kept?.head.version === head.version && kept.head.nonce === head.nonce) return kept;
    const counted = await inTransaction(
      pool,
      { clinic, mode: 'REPEATABLE READ READ ONLY' },
      async (client) => ({
        head: await readHead(client, clinic),
        counts: await countRows(client, { clinic, schema }),
      }),
    );
    this.#counts.set(clinic, counted);
    return counted;
  }
}
