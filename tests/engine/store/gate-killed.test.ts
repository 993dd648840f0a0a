import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openAt, temporaryFolder, TemporaryStore } from './temporary-store.ts';

const module = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

const APPLY = `
const [storeModule, gateModule, clinicModule, path] = process.argv.slice(1);
const { openStore } = await import(storeModule);
const { applyRemote } = await import(gateModule);
const { clinicSchema } = await import(clinicModule);
const store = openStore({ path, schema: clinicSchema, deviceName: 'x', now: Date.now, randomBytes: (n) => new Uint8Array(n) });
applyRemote(store, () => {
  store.db.run("UPDATE owners SET full_name = 'half'");
  for (let i = 0; i < 20000; i++) store.db.run("INSERT INTO owners (id, full_name) VALUES (?, 'remote')", 'r' + i);
  process.stdout.write('applying');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

test('[TRK-2] a kill in the middle of applying leaves nothing applied and tracking on', async () => {
  const path = join(temporaryFolder(), 'clinic.db');
  const first = new TemporaryStore(path, openAt(path));
  first.other.exec(`INSERT INTO owners (id, full_name) VALUES ('o1', 'Ann')`);
  first.settle();
  first.close();

  const modules = [
    'engine/store/open-store.ts',
    'engine/store/gate.ts',
    'shared/records/clinic.ts',
  ];
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', APPLY, ...modules.map(module), path],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');

  const again = new TemporaryStore(path, openAt(path));
  expect(again.store.db.all('SELECT id, full_name FROM owners')).toEqual([
    { id: 'o1', full_name: 'Ann' },
  ]);
  expect(again.store.db.get('SELECT open FROM _sync_gate')).toEqual({ open: 0 });
  again.other.exec(`UPDATE owners SET phone = '1'`);
  expect(again.marks()).toEqual(['owners o1 update']);
  again.close();
});
