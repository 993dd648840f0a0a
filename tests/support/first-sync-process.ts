import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Transport } from '../../engine/ports.ts';
import { die } from './die.ts';

/*
 * A desk as a process of its own that makes its first sync from a snapshot and is killed, really, at a named point of
 * it: `download` (some bytes have come), `downloaded` (all have), `prepared` (all of the desk is in the new file), or
 * `swapped` (the new file has the database's name).
 */
const [, , home = '', point = ''] = process.argv;

const rename = fs.renameSync;
fs.renameSync = (from, to) => {
  const name = String(to);
  if (point === 'downloaded' && name.endsWith('.snapshot')) die();
  if (point === 'prepared' && name.endsWith('clinic.db')) die();
  rename(from, to);
  if (point === 'swapped' && name.endsWith('clinic.db')) die();
};
syncBuiltinESMExports();

const { createEngine } = await import('../../engine/engine.ts');
const { createAxiosTransport } = await import('../../engine/sync/axios-transport.ts');
const { createFileSecrets } = await import('../../engine/thread/file-secrets.ts');
const { systemClock, systemRandom } = await import('../../engine/thread/system-ports.ts');

const real = createAxiosTransport(systemClock);
const transport: Transport = {
  async send(request) {
    const response = await real.send(request);
    if (point !== 'download' || request.headers['accept'] !== 'application/vnd.sqlite3') {
      return response;
    }
    const body = async function* () {
      let passed = 0;
      for await (const chunk of response.body) {
        passed += chunk.length;
        yield chunk;
        if (passed < 400_000) continue;
        await new Promise((resolve) => setTimeout(resolve, 100));
        die();
      }
    };
    return { ...response, body: body() };
  },
};
const engine = await createEngine({
  home,
  snapshotRows: 1000,
  ports: {
    clock: systemClock,
    random: systemRandom,
    secrets: createFileSecrets(`${home}/secrets.json`),
    log: { write: () => undefined },
    transport,
  },
});
await engine.services.sync.run({}, 'manual');
await engine.close();
