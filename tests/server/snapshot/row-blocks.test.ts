import { describe, expect, it } from 'vitest';
import { readRowBlocks } from '../../../server/snapshot/row-blocks.ts';

/** As PostgreSQL's COPY writes it: quotes and backslashes escaped, everything else as it stands. */
const field = (text: string | null) =>
  text === null ? 'null' : `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
const line = (row: (string | null)[]) => `${row.map(field).join(',')}\n`;

async function read(text: string, chunkBytes: number): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  const chunks = async function* () {
    for (let from = 0; from < bytes.length; from += chunkBytes) {
      yield bytes.subarray(from, from + chunkBytes);
    }
  };
  const rows: unknown[] = [];
  for await (const block of readRowBlocks(chunks())) {
    // Strict JSON has no newline within a string; SQLite takes it as it stands.
    rows.push(
      ...(JSON.parse(block.toString('utf8').replaceAll('\n', String.raw`\n`)) as unknown[]),
    );
  }
  return rows;
}

const rows = [
  ['p1', 'Rex', null, '0', '17'],
  ['p2', 'a line\nand another', '', '0', '18'],
  ['p3', '1"\n"2', 'ends with 7"', '0', '19'],
  ['p4', '"9"\n', '\\', '12', '20'],
  ['p5', '",null,"0","5"\n"p9","x', '\n', '0', '21'],
  ['p6', 'ends with a backslash \\\n', 'ä\u{1f436}', '0', '22'],
];

describe('rows on their way into a snapshot', () => {
  it.each([1, 2, 3, 7, 64, 10_000])('[VAL-1] are whole, from chunks of %i bytes', async (bytes) => {
    expect(await read(rows.map(line).join(''), bytes)).toEqual(rows);
  });

  it('are refused where the stream ends within one', async () => {
    await expect(read(rows.map(line).join('').slice(0, -3), 50)).rejects.toThrow('within a row');
  });
});
