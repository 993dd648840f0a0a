import { expect, it, vi } from 'vitest';
import { type Desk, twoDesks } from '../support/two-desks.ts';

const runsOf = (desk: Desk) => desk.engine.services.sync.runs(20).map(({ trigger }) => trigger);

it('what one desk saves is at the other without anybody asking, and nobody syncs because of his own commit', async () => {
  const { a, b } = await twoDesks();
  for (const desk of [a, b]) desk.engine.start();
  const listening = (desk: Desk) =>
    desk.network.requests.some(({ url }) => url.includes('/events/'));
  await vi.waitFor(() => {
    expect(listening(a) && listening(b)).toBe(true);
  }, 20_000);

  const { key } = a.records.add('owners', { full_name: 'Ana Example' });
  await vi.waitFor(() => {
    expect(b.records.get('owners', key).values).toMatchObject({ full_name: 'Ana Example' });
  }, 20_000);
  expect(runsOf(b)).toContain('poke');
  expect(runsOf(a)).not.toContain('poke');
}, 60_000);
