import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { RowsThread } from '../../../server/snapshot/rows-thread.ts';
import { StampsFile } from '../../../server/snapshot/stamps-file.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const notes = schema('notes', 1, [
  table('notes', { label: 'Notes', singular: 'Note', title: ['text'] }, [column('text', 'text')]),
]);
const origin = { server: 's', clinic: 'c', schema: 'x', epoch: 0, version: 1, nonce: 'n' };

function startThread(path: string): RowsThread {
  const thread = new RowsThread({ path, schema: notes });
  onTestFinished(() => thread.end());
  return thread;
}

it('[SYNC-9] writes every block, also ones of very different sizes', async () => {
  const path = join(temporaryFolder(), 'snapshot.db');
  new StampsFile(`${path}.stamps`, notes, 1).finish();
  const thread = startThread(path);
  const texts = Array.from({ length: 40 }, (_, at) => 'x'.repeat(at % 7 === 0 ? 300_000 : at));
  // One space for all blocks, as where they come from.
  const space = Buffer.alloc(1 << 20);
  for (const [at, text] of texts.entries()) {
    const block = JSON.stringify([[`k${String(at).padStart(2, '0')}`, text, '0', '1']]);
    await thread.write(0, space.subarray(0, space.write(block)));
  }
  await thread.finish(origin, `${path}.stamps`);
  const db = new Database(path, { readonly: true });
  expect(db.prepare('SELECT text FROM notes ORDER BY id').pluck().all()).toEqual(texts);
  db.close();
});

it('says what its thread failed with, whenever it is asked for more', async () => {
  const thread = startThread(join(temporaryFolder(), 'snapshot.db'));
  const write = async () => {
    for (let at = 0; at < 10; at++) await thread.write(0, Buffer.from('[["k1",'));
  };
  await expect(write()).rejects.toThrow('malformed JSON');
  await expect(thread.finish(origin, 'nowhere')).rejects.toThrow('malformed JSON');
});

it('says so where the file cannot be made', async () => {
  const thread = startThread(join(temporaryFolder(), 'no such folder', 'snapshot.db'));
  await expect(thread.finish(origin, 'nowhere')).rejects.toThrow('directory does not exist');
});
