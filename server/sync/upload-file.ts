import { createHash, randomBytes } from 'node:crypto';
import { ORIGIN } from '../../shared/protocol/commit.ts';
import {
  type BatchAnswer,
  type Mutation,
  type MutationOutcome,
  type UploadHeader,
} from '../../shared/protocol/upload.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { Principal } from '../auth/access-tokens.ts';
import type { Database } from '../store/database.ts';
import { DeviceQueue } from './device-queue.ts';
import { parseBatch } from './parse-batch.ts';
import { type FileTable, SentFile } from '../snapshot/sent-file.ts';
import type { UploadResult } from './upload-request.ts';
import { upload } from './upload.ts';

/** What became of a table's records in the file. */
export interface FileCounts {
  added: number;
  /** The clinic has them as they are in the file. */
  present: number;
  /** The clinic has other values, and keeps them. */
  different: number;
  /** They break a rule of the clinic's, or hold a value that it cannot keep. */
  refused: number;
}

export interface FileAnswer {
  readonly success: boolean;
  readonly message: string;
  readonly timestamp: string;
  readonly tables: Readonly<Record<string, FileCounts>>;
  /** Tables of the file that the clinic does not have. */
  readonly ignored: readonly string[];
}

const BATCH_ROWS = 1000;

interface Sending {
  readonly database: Database;
  readonly principal: Principal;
  readonly device: string;
  /** This upload's own: what is sent once more is there by then. */
  readonly incarnation: string;
  /** When it came; when its records were entered nobody knows. */
  readonly at: number;
  batch: number;
}

/**
 * Adds what a whole SQLite file has and the clinic has not: how a clinic begins that comes from copying its database. It goes
 * through the same checks as any upload; nothing that the clinic has is changed or deleted.
 * @throws SatchelError USAGE where it is no database
 */
export async function uploadFile(
  database: Database,
  {
    principal,
    device,
    bytes,
    now,
  }: { principal: Principal; device: string; bytes: Uint8Array; now: number },
): Promise<FileAnswer> {
  const file = new SentFile(bytes);
  try {
    const incarnation = `file-${randomBytes(16).toString('hex')}`;
    const sending: Sending = { database, principal, device, incarnation, at: now, batch: 0 };
    const found = file.tables(database.schema);
    const tables: Record<string, FileCounts> = {};
    for (const each of found) tables[each.table.name] = await addTable(sending, file, each);
    const all = Object.values(tables);
    const total = (of: keyof FileCounts) => all.reduce((sum, counts) => sum + counts[of], 0);
    const words = [
      `${String(total('added'))} records added`,
      `${String(total('present'))} were there`,
      `${String(total('different'))} differ and were left as the clinic has them`,
      `${String(total('refused'))} could not be taken`,
    ];
    return {
      success: total('refused') === 0,
      message: words.join(', '),
      timestamp: new Date(now).toISOString(),
      tables,
      ignored: file.others(found),
    };
  } finally {
    file.close();
  }
}

async function addTable(sending: Sending, file: SentFile, table: FileTable): Promise<FileCounts> {
  const counts: FileCounts = { added: 0, present: 0, different: 0, refused: 0 };
  let early: WireRow[] = [];
  let rows: WireRow[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length > 0) early.push(...(await send(sending, table, { rows, counts })));
    rows = [];
  };
  for (const row of file.rows(table)) {
    if (row === null) counts.refused++;
    else rows.push(row);
    if (rows.length >= BATCH_ROWS) await flush();
  }
  await flush();
  // A record of a table that references itself may come before the one it names.
  for (let before = Infinity; early.length > 0 && early.length < before;) {
    before = early.length;
    const again = early;
    early = [];
    for (let at = 0; at < again.length; at += BATCH_ROWS) {
      rows = again.slice(at, at + BATCH_ROWS);
      await flush();
    }
  }
  counts.refused += early.length;
  return counts;
}

/** Counts what became of the rows; returns those that name a record which is not there. */
async function send(
  sending: Sending,
  { table, columns }: FileTable,
  { rows, counts }: { rows: readonly WireRow[]; counts: FileCounts },
): Promise<WireRow[]> {
  const { database, principal, device, incarnation } = sending;
  sending.batch++;
  const header: UploadHeader = {
    kind: 'upload',
    protocol: PROTOCOL_VERSION,
    schema: database.schemaHash,
    device,
    incarnation,
    batch: sending.batch,
    previous: sending.batch === 1 ? null : sending.batch - 1,
    tables: [{ name: table.name, columns: [...columns] }],
    actors: [principal.username],
  };
  const lines = rows.map((row): Mutation => {
    const id = randomBytes(16).toString('hex');
    return ['i', 0, id, [0, 0], 0, sending.at, null, [...row]];
  });
  const batch = await parseBatch(encode(header, lines), database.schema);
  const slot = new DeviceQueue().open(device);
  const result = await upload(database, { batch, principal, slot, seen: ORIGIN });
  slot.close();
  const { exceptions } = JSON.parse((result as UploadResult).answer) as BatchAnswer;
  counts.added += rows.length - exceptions.length;
  return exceptions.flatMap((outcome) => {
    const row = rows[outcome.index] as WireRow;
    if (isEarly(outcome)) return [row];
    if (outcome.status !== 'stale') counts.refused++;
    else if (outcome.row.values?.every((value, at) => value === row[at])) counts.present++;
    else counts.different++;
    return [];
  });
}

function isEarly(outcome: MutationOutcome): boolean {
  return outcome.status === 'rejected' && outcome.reason === 'missing-reference';
}

function encode(header: UploadHeader, mutations: readonly Mutation[]): Buffer {
  const content = [header, ...mutations].map((line) => `${JSON.stringify(line)}\n`).join('');
  const digest = createHash('sha256').update(content).digest('hex');
  const trailer = { kind: 'trailer', count: mutations.length, digest };
  return Buffer.from(`${content}${JSON.stringify(trailer)}\n`);
}
