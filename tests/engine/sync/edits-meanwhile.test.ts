import { describe, expect, it, onTestFinished } from 'vitest';
import { openWritable } from '../../../engine/store/database.ts';
import { Chance } from '../../simulation/chance.ts';
import { EventLog } from '../../simulation/event-log.ts';
import { ModelServer } from '../../simulation/model-server.ts';
import { SimDesk } from '../../simulation/sim-desk.ts';
import { storedFrames } from '../../simulation/sim-schema.ts';
import { VirtualNetwork } from '../../simulation/virtual-network.ts';
import { WorldClock } from '../../simulation/world-clock.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const BATCH = 10;
const EVERY_MS = 3;

/** Real engines and a server as its specification tells it, in a time that moves when a test says so. */
function world() {
  const clock = new WorldClock();
  const chance = new Chance(7);
  const now = (): number => clock.now();
  const nonce = (): string => String(chance.below(2 ** 31));
  const server = new ModelServer(['north'], { now, nonce, frames: storedFrames('plain') });
  const log = new EventLog(now, false);
  const network = new VirtualNetwork({ clock, chance, server, log, injected: () => undefined });
  const cycles: (string | null)[] = [];
  const folder = temporaryFolder();
  const newDesk = async (name: string): Promise<SimDesk> => {
    const desk = new SimDesk(
      {
        ...{ folder, clock, chance, network, log, kind: 'plain' as const },
        settings: { SATCHEL_SYNC_BATCH_SIZE: String(BATCH), SATCHEL_BACKUP_ENABLED: 'false' },
        onCycle: (_, error) => cycles.push(error),
        onKilled: () => undefined,
        onDiskFault: () => undefined,
      },
      name,
      'north',
    );
    onTestFinished(() => desk.dispose());
    await desk.switchOn();
    return desk;
  };
  return { clock, server, cycles, newDesk };
}

const phonesAt = (server: ModelServer): ReadonlyMap<string, unknown> =>
  new Map(
    [...(server.clinics.get('north')?.rows.get('owners') ?? [])].map(([key, { values }]) => [
      key,
      values?.[2],
    ]),
  );

/** Somebody types on and on: one owner after the other, every few milliseconds. Returns what stops it. */
function typeOn(desk: SimDesk, clock: WorldClock, keys: readonly string[]): () => void {
  let typed = 0;
  let cancel: () => void = () => undefined;
  const type = (): void => {
    const key = keys[typed++ % keys.length] ?? '';
    desk.act(() => desk.services.records.set('owners', key, { phone: String(typed) }));
    cancel = clock.after(EVERY_MS, type);
  };
  type();
  return () => {
    cancel();
  };
}

function addOwners(desk: SimDesk, count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `${desk.name}-${String(n)}`;
    desk.services.records.add('owners', { id, full_name: id, phone: 'first' });
    return id;
  });
}

describe('edits made while a cycle runs', () => {
  it('[SYNC-5] a cycle ends while somebody types on, and has sent and fetched what was there when it began', async () => {
    const { clock, server, cycles, newDesk } = world();
    const [desk, other] = [await newDesk('d0'), await newDesk('d1')];
    const keys = addOwners(desk, 5 * BATCH).sort();
    const elsewhere = addOwners(other, 1);
    other.sync();
    await clock.until(() => !other.isSyncing, 5_000);
    desk.sync();
    // Those that come first in every batch, and more of them than a batch holds: the others are not crowded out.
    const stop = typeOn(desk, clock, keys.slice(0, 2 * BATCH));
    expect(await clock.until(() => !desk.isSyncing, 20_000)).toBe(true);
    stop();
    expect(cycles).toEqual([null, null]);
    expect([...phonesAt(server).keys()]).toEqual(
      expect.arrayContaining([...keys.slice(2 * BATCH), ...elsewhere]),
    );
    expect(desk.services.records.get('owners', elsewhere[0] ?? '').values.phone).toBe('first');
    desk.sync();
    await clock.until(() => !desk.isSyncing, 20_000);
    for (const key of keys) {
      expect(phonesAt(server).get(key)).toBe(desk.services.records.get('owners', key).values.phone);
    }
  });

  it.each(['an edit here', 'an edit of another program'])(
    '[SYNC-5] %s that a running cycle did not take along is due at once',
    async (whose) => {
      const { clock, server, newDesk } = world();
      const desk = await newDesk('d0');
      const [first = '', second = ''] = addOwners(desk, 2);
      desk.life.engine.start();
      await clock.advance(5_000);
      desk.services.records.set('owners', first, { phone: 'sent' });
      await clock.advance(1_000);
      const uploads = server.clinics.get('north')?.batches.size ?? 0;
      desk.services.records.set('owners', first, { phone: 'sent later' });
      desk.sync();
      await clock.until(
        () => desk.reader.get<{ n: number }>('SELECT count(*) AS n FROM _sync_batch')?.n === 1,
        1_000,
      );
      if (whose === 'an edit here') {
        desk.services.records.set('owners', second, { phone: 'meanwhile' });
      } else {
        const program = openWritable(desk.path);
        program.run("UPDATE owners SET phone = 'meanwhile' WHERE id = ?", second);
        program.close();
      }
      await clock.until(() => !desk.isSyncing, 20_000);
      expect(phonesAt(server).get(second)).toBe('first');
      await clock.advance(2_500);
      expect(phonesAt(server).get(second)).toBe('meanwhile');
      expect(server.clinics.get('north')?.batches.size).toBe(uploads + 2);
    },
  );
});
