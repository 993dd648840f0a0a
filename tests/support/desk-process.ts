import { createEngine } from '../../engine/engine.ts';
import { createAxiosTransport } from '../../engine/sync/axios-transport.ts';
import { createFileSecrets } from '../../engine/thread/file-secrets.ts';
import { systemClock, systemRandom } from '../../engine/thread/system-ports.ts';

/*
 * A desk as a process of its own, to be killed: syncs the home named in its first argument once, and says each
 * phase it is in, a line each.
 */
const [, , home = ''] = process.argv;
const engine = await createEngine({
  home,
  ports: {
    clock: systemClock,
    random: systemRandom,
    secrets: createFileSecrets(`${home}/secrets.json`),
    log: { write: () => undefined },
    transport: createAxiosTransport(systemClock),
  },
});
const said = new Set<string>();
const watching = new AbortController();
const progress = (async () => {
  for await (const { phase } of engine.services.sync.progress(watching.signal)) {
    if (said.has(phase)) continue;
    said.add(phase);
    process.stdout.write(`${phase}\n`);
  }
})();
const report = await engine.services.sync.run({}, 'manual');
watching.abort();
await progress;
await engine.close();
process.stdout.write(`${report.status}\n`);
process.exit(report.status === 'success' ? 0 : 1);
