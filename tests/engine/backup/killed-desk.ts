import { join } from 'node:path';
import { createEngine } from '../../../engine/engine.ts';
import { createFileSecrets } from '../../../engine/thread/file-secrets.ts';
import { systemClock, systemRandom } from '../../../engine/thread/system-ports.ts';

/*
 * A desk as a process of its own, to be killed: saves a record, says its key, and then backs up, restores, or restores and
 * starts again, which makes the exchange. A key that was said is saved, whatever becomes of the process a moment later.
 */
const [, , home = '', task = ''] = process.argv;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const open = () =>
  createEngine({
    home,
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: createFileSecrets(join(home, 'secrets.json')),
      log: { write: () => undefined },
      transport: { send: () => Promise.reject(new RangeError('no network here')) },
    },
  });
const engine = await open();
const { records, backups } = engine.services;
say(`saved ${records.add('owners', { full_name: 'Saved before the kill' }).key}`);
if (task !== 'exchange') say('ready');
if (task === 'backup') await backups.create({ reason: 'manual' });
else {
  const [newest] = backups.list();
  await backups.restore({ id: newest?.id ?? '', dryRun: false });
}
await engine.close();
if (task === 'exchange') {
  // The plan is written and nobody holds the database: what comes now is the exchange, and the first start after it.
  say('ready');
  await (await open()).close();
}
say('ended');
