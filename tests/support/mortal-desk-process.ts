import BetterSqlite3 from 'better-sqlite3';
import { createEngine } from '../../engine/engine.ts';
import type { HttpRequest, Transport } from '../../engine/ports.ts';
import { createAxiosTransport } from '../../engine/sync/axios-transport.ts';
import { createFileSecrets } from '../../engine/thread/file-secrets.ts';
import { systemClock, systemRandom } from '../../engine/thread/system-ports.ts';
import { die } from './die.ts';

/*
 * A desk as a process of its own: it adds owners to the home named in its first argument, as many as the second says,
 * syncs, and is killed, really, at the point that the third names.
 */
const [, , home = '', owners = '0', point = ''] = process.argv;

/** What a transaction has to hold for its commit to be the point. */
const transactions: Readonly<Record<string, RegExp>> = {
  'a batch frozen': /INSERT INTO _sync_batch/,
  'an answer settled': /DELETE FROM _sync_batch WHERE/,
  'a page applied': /UPDATE _sync_desk SET .*cursor/,
};
let armed = false;
let within = false;
const driver = BetterSqlite3.prototype;
const { exec, prepare } = driver;
Object.assign(driver, {
  prepare(this: BetterSqlite3.Database, sql: string): unknown {
    const what = transactions[point.replace(/, not yet committed$/, '')];
    if (armed && this.inTransaction && what?.test(sql)) within = true;
    return prepare.call(this, sql);
  },
  exec(this: BetterSqlite3.Database, sql: string): unknown {
    const isPoint = within && sql === 'COMMIT';
    if (isPoint && point.endsWith('not yet committed')) die();
    exec.call(this, sql);
    if (isPoint) die();
    return this;
  },
});

const real = createAxiosTransport(systemClock);
let uploads = 0;
const isPoint = (moment: string, { url }: HttpRequest): boolean =>
  (point === `a page ${moment}` && url.includes('/download/')) ||
  (point === `an upload ${moment}` && url.includes('/upload/')) ||
  (point === `a second upload ${moment}` && url.includes('/upload/') && uploads === 2);
const transport: Transport = {
  async send(request) {
    if (request.url.includes('/upload/')) uploads++;
    if (isPoint('asked', request)) die();
    const response = await real.send(request);
    if (isPoint('answered', request)) die();
    const body = async function* () {
      yield* response.body;
      if (isPoint('read', request)) die();
    };
    return { ...response, body: body() };
  },
};
const engine = await createEngine({
  home,
  environment: { SATCHEL_SYNC_BATCH_SIZE: '20' },
  ports: {
    clock: systemClock,
    random: systemRandom,
    secrets: createFileSecrets(`${home}/secrets.json`),
    log: { write: () => undefined },
    transport,
  },
});
const names = Array.from({ length: Number(owners) }, (_, n) => `${point} ${String(n)}`);
engine.services.records.addMany(
  'owners',
  names.map((name) => ({ full_name: name })),
);
if (point === 'an edit saved') die();
armed = true;
await engine.services.sync.run({}, 'manual');
await engine.close();
