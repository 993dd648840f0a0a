import { createEngine } from '../../../engine/engine.ts';
import { systemClock, systemRandom } from '../../../engine/thread/system-ports.ts';
import { memorySecrets } from '../../support/virtual-clock.ts';

/*
 * A desk as a process of its own, to be killed: saves a record, says its key, and then backs up or restores. A key that
 * was said is saved, whatever becomes of the process a moment later.
 */
const [, , home = '', task = ''] = process.argv;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const engine = await createEngine({
  home,
  ports: {
    clock: systemClock,
    random: systemRandom,
    secrets: memorySecrets(),
    log: { write: () => undefined },
    transport: { send: () => Promise.reject(new RangeError('no network here')) },
  },
});
const { records, backups } = engine.services;
say(`saved ${records.add('owners', { full_name: 'Saved before the kill' }).key}`);
say('ready');
if (task === 'backup') await backups.create({ reason: 'manual' });
else {
  const [newest] = backups.list();
  await backups.restore({ id: newest?.id ?? '', dryRun: false });
}
await engine.close();
say('ended');
