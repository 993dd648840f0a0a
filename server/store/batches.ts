import type { Batch } from '../sync/batch.ts';
import { type AuditEntry, auditJson, auditSql } from './audit.ts';
import type { Client } from './database.ts';
import { execute, prepared } from './prepared.ts';
import { textLiteral } from './sql-text.ts';

export interface DeviceKey {
  readonly device: string;
  readonly incarnation: string;
}

export interface BatchRecord {
  /** Null for a batch that was recorded void. */
  readonly hash: Buffer | null;
  readonly answer: string;
}

/** What the server remembers that matters to one arriving batch. */
export interface BatchMemory {
  readonly stored: BatchRecord | undefined;
  /** The highest batch known of this incarnation; 0 when none. */
  readonly latest: number;
  readonly previousKnown: boolean;
  /** Whether the device wrote under another incarnation: only then mutation ids are looked up. */
  readonly others: boolean;
}

/** As `recallSql` answers. */
export interface MemoryRow {
  hash: Buffer | null;
  answer: string | null;
  latest: number | null;
  previous: boolean;
  others: boolean;
}

/** What `recallSql` executes. */
export const RECALL = prepared(
  'integer, text, text, bigint, bigint',
  `SELECT b.hash, b.answer,
      (SELECT max(m.batch) FROM satchel.batches m
        WHERE m.clinic_id = $1 AND m.device = $2 AND m.incarnation = $3) AS latest,
      EXISTS (SELECT FROM satchel.batches p
        WHERE p.clinic_id = $1 AND p.device = $2 AND p.incarnation = $3 AND p.batch = $5) AS previous,
      EXISTS (SELECT FROM satchel.batches o
        WHERE o.clinic_id = $1 AND o.device = $2 AND o.incarnation <> $3) AS others
    FROM (SELECT) one LEFT JOIN satchel.batches b
      ON b.clinic_id = $1 AND b.device = $2 AND b.incarnation = $3 AND b.batch = $4`,
  { lasting: true },
);

/** SQL that finds what is remembered of a batch, as one row for `toMemory`. */
export function recallSql(
  clinic: number,
  batch: DeviceKey & { batch: number; previous: number | null },
): string {
  const names = [batch.device, batch.incarnation].map(textLiteral);
  return execute(RECALL, [clinic, ...names, batch.batch, batch.previous ?? 'NULL']);
}

export function toMemory(
  row: MemoryRow | undefined,
  batch: { readonly previous: number | null },
): BatchMemory {
  return {
    stored:
      row?.answer === null || row === undefined
        ? undefined
        : { hash: row.hash, answer: row.answer },
    latest: row?.latest ?? 0,
    previousKnown: batch.previous === null || (row?.previous ?? false),
    others: row?.others ?? false,
  };
}

/** Records a batch's answer and what it did, in one statement. */
export async function storeAnswer(
  client: Client,
  clinic: number,
  record: DeviceKey & {
    batch: number;
    hash: Buffer | null;
    answer: string;
    version: number | null;
    mutations: Buffer | null;
    audit?: { user: number; entries: readonly AuditEntry[] };
  },
): Promise<void> {
  await client.query({
    name: 'store-answer',
    text: `WITH stored AS (
        INSERT INTO satchel.batches
          (clinic_id, device, incarnation, batch, hash, answer, version, mutations)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      )
      ${auditSql({ version: '$7', user: '$9', entries: '$10' })}`,
    values: [
      clinic,
      record.device,
      record.incarnation,
      record.batch,
      record.hash,
      record.answer,
      record.version,
      record.mutations,
      record.audit?.user ?? null,
      auditJson(record.audit?.entries ?? []),
    ],
  });
}

/** What is stored of these batches, by number. */
export async function readAnswers(
  client: Client,
  clinic: number,
  { device, incarnation, batches }: DeviceKey & { batches: readonly number[] },
): Promise<Map<number, BatchRecord>> {
  const { rows } = await client.query<BatchRecord & { batch: number }>(
    `SELECT batch, hash, answer FROM satchel.batches
     WHERE clinic_id = $1 AND device = $2 AND incarnation = $3 AND batch = ANY($4::bigint[])`,
    [clinic, device, incarnation, batches],
  );
  return new Map(rows.map(({ batch, ...record }) => [batch, record]));
}

export interface KnownMutation {
  readonly hash: string;
  readonly version: number;
}

/** Applied mutations of the device's other incarnations, by hex id, as far as the batch names them. */
export async function findKnownMutations(
  client: Client,
  clinic: number,
  { header, mutations }: Batch,
): Promise<Map<string, KnownMutation>> {
  const wanted = new Set(mutations.map(({ id }) => id));
  const known = new Map<string, KnownMutation>();
  const { rows } = await client.query<{ version: number; mutations: Buffer }>(
    `SELECT version, mutations FROM satchel.batches
     WHERE clinic_id = $1 AND device = $2 AND incarnation <> $3 AND mutations IS NOT NULL`,
    [clinic, header.device, header.incarnation],
  );
  for (const row of rows) {
    for (let at = 0; at < row.mutations.length; at += 24) {
      const id = row.mutations.toString('hex', at, at + 16);
      if (!wanted.has(id)) continue;
      known.set(id, {
        hash: row.mutations.toString('hex', at + 16, at + 24),
        version: row.version,
      });
    }
  }
  return known;
}
