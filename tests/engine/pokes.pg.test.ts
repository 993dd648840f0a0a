import { expect, it, vi } from 'vitest';
import { type Desk, twoDesks } from '../support/two-desks.ts';

const statusOf = (desk: Desk) => desk.engine.services.sync.status();
const runsOf = (desk: Desk) => desk.engine.services.sync.runs(20).map(({ trigger }) => trigger);

it('what one desk saves is at the other without anybody asking, and nobody syncs because of his own commit', async () => {
  const { a, b } = await twoDesks();
  for (const desk of [a, b]) {
    const { lastPull } = await statusOf(desk);
    desk.engine.start();
    // A first cycle that is still under way would bring what is saved, and no poke would be due.
    await vi.waitFor(async () => {
      const status = await statusOf(desk);
      expect(status).toMatchObject({ isSyncing: false });
      expect(status.lastPull).not.toBe(lastPull);
      expect(desk.network.requests.some(({ url }) => url.includes('/events/'))).toBe(true);
    }, 20_000);
  }

  const { key } = a.records.add('owners', { full_name: 'Ana Example' });
  await vi.waitFor(() => {
    expect(b.records.get('owners', key).values).toMatchObject({ full_name: 'Ana Example' });
    // A run is written down when it ends.
    expect(runsOf(b)).toContain('poke');
  }, 20_000);
  expect(runsOf(a)).not.toContain('poke');
}, 60_000);
