import { expect, it } from 'vitest';
import { fuzzVerbs } from '../support/fuzz-verbs.ts';

it('every verb of the contract refuses 1000 malformed inputs, and none of them reaches a service', async () => {
  const found = await fuzzVerbs(1000);
  expect(found.verbs.length).toBeGreaterThanOrEqual(100);
  expect(found).toMatchObject({ lacking: [], reached: [], leaking: [], dropped: 0 });
}, 300_000);
