import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { settleDesks, twoDesks } from '../support/two-desks.ts';

it('asks the server for its counts once for each head it knows of, though the server is past it', async () => {
  const { a, b } = await twoDesks();
  b.records.add('owners', { full_name: 'Ada Brandt' });
  await settleDesks([b, a]);
  const twice = { species: 'dog', microchip: '9' };
  b.records.add('patients', { name: 'Max', ...twice });
  await b.sync();
  // Refused, so that this desk's own commit does not tell it the new head.
  a.records.add('patients', { name: 'Rex', ...twice });
  await a.sync({ direction: 'push' });

  const before = a.network.requests.length;
  const stop = new AbortController();
  let reports = 0;
  const watching = (async () => {
    for await (const _ of a.engine.services.sync.statusChanges(stop.signal)) reports++;
  })();
  // Long enough for hundreds of rounds of one that feeds itself.
  await sleep(1500);
  stop.abort();
  await watching;
  expect(a.network.requests.length - before).toBeLessThanOrEqual(2);
  expect(reports).toBeLessThan(10);
});
