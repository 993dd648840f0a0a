import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openAt, temporaryFolder, TemporaryStore } from './temporary-store.ts';

const engine = (name: string) =>
  fileURLToPath(new URL(`../../../engine/store/${name}`, import.meta.url));

/** Both write and then wait to be killed: another program after its commit, Satchel before its own. */
const EDIT = `
const [path] = process.argv.slice(1);
const { openWritable } = await import(${JSON.stringify(engine('database.ts'))});
const db = openWritable(path);
db.transaction(() => {
  db.run("UPDATE owners SET full_name = 'Anna' WHERE id = 'o1'");
  db.run("INSERT INTO owners (id, full_name) VALUES ('o2', 'Ben')");
});`;
const GATHER = `
const [path] = process.argv.slice(1);
const { openWritable } = await import(${JSON.stringify(engine('database.ts'))});
const { gather } = await import(${JSON.stringify(engine('gather.ts'))});
const { hasJournal } = await import(${JSON.stringify(engine('gather-tables.ts'))});
const db = openWritable(path);
db.exec('BEGIN IMMEDIATE');
gather(db, 'external');
if (hasJournal(db)) throw new Error('not gathered');`;
/** One slice whole, and the next one not yet committed. */
const SLICES = `
const [path] = process.argv.slice(1);
const { openWritable } = await import(${JSON.stringify(engine('database.ts'))});
const { gatherSlice } = await import(${JSON.stringify(engine('gather-slices.ts'))});
const db = openWritable(path);
if (!gatherSlice(db, 1)) throw new Error('no slice');
db.exec('BEGIN IMMEDIATE');
if (!gatherSlice(db, 1)) throw new Error('no second slice');`;
const WAIT = `
process.stdout.write('ready');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;

async function runUntilKilled(script: string, path: string): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script + WAIT, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

test('[TRK-1] a kill between the commit of an edit and its gathering, and one while gathering, lose nothing', async () => {
  const path = join(temporaryFolder(), 'clinic.db');
  const first = new TemporaryStore(path, openAt(path));
  first.other.exec(`INSERT INTO owners (id, full_name) VALUES ('o1', 'Ann')`);
  first.settle();
  first.close();

  await runUntilKilled(EDIT, path);
  await runUntilKilled(GATHER, path);

  const raw = new BetterSqlite3(path);
  expect(raw.prepare('SELECT count(*) AS n FROM _sync_dirty').get()).toEqual({ n: 0 });
  raw.close();

  await runUntilKilled(SLICES, path);
  const half = new BetterSqlite3(path);
  expect(half.prepare('SELECT pk, op FROM _sync_dirty').all()).toEqual([
    { pk: 'o1', op: 'update' },
  ]);
  half.close();
  const again = new TemporaryStore(path, openAt(path));
  expect(again.marks()).toEqual(['owners o1 update', 'owners o2 insert']);
  expect(again.base('owners')).toMatchObject([{ id: 'o1', full_name: 'Ann' }]);
  again.close();
});
