import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { TableDescription } from '../../shared/api/records.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { checkRow, parseExactJson, type Values } from './typed-values.ts';

const MOST_ROWS = 1000;
const MOST_BYTES = 8 * 1024 * 1024;

export interface RowChunk {
  readonly rows: Values[];
  /** The file's last line in this chunk, counted from 1, and the bytes read up to its end. */
  readonly line: number;
  readonly bytes: number;
}

/**
 * The rows of an NDJSON file in chunks of up to 1000, never the whole file at once.
 * @throws SatchelError USAGE for a line that is not a JSON object, COLUMN_UNKNOWN, VALUE_INVALID
 */
export async function* readRowFile(
  file: string,
  table: TableDescription,
): AsyncGenerator<RowChunk> {
  const input = createReadStream(file);
  await once(input, 'open').catch(() => {
    throw new SatchelError('USAGE', { detail: `${file} cannot be read.` });
  });
  yield* readRows(input, table);
}

/** As `readRowFile` does, from a stream such as standard input. */
export async function* readRows(
  input: Readable,
  table: TableDescription,
): AsyncGenerator<RowChunk> {
  let rows: Values[] = [];
  let line = 0;
  let bytes = 0;
  let chunkBytes = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line += 1;
    const size = Buffer.byteLength(text) + 1;
    bytes += size;
    if (text.trim() === '') continue;
    rows.push(parseRow(text, table, line));
    chunkBytes += size;
    if (rows.length === MOST_ROWS || chunkBytes >= MOST_BYTES) {
      yield { rows, line, bytes };
      rows = [];
      chunkBytes = 0;
    }
  }
  if (rows.length > 0) yield { rows, line, bytes };
}

/** Reads the file once without saving, so that a mistake in line 90,000 is found before line 1 is saved. */
export async function checkRowFile(
  file: string,
  table: TableDescription,
): Promise<{ rows: number; bytes: number }> {
  let rows = 0;
  for await (const chunk of readRowFile(file, table)) rows += chunk.rows.length;
  return { rows, bytes: (await stat(file)).size };
}

function parseRow(text: string, table: TableDescription, line: number): Values {
  let row: unknown;
  try {
    row = parseExactJson(text);
  } catch {
    throw new SatchelError('USAGE', { detail: `Line ${line} is not JSON. Nothing was saved.` });
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new SatchelError('USAGE', {
      detail: `Line ${line} is not a JSON object. Nothing was saved.`,
    });
  }
  return checkRow(table, row as Record<string, unknown>);
}
