import { it } from 'vitest';
import { expectSound } from './run-histories.ts';

it('four desks in two clinics, through every fault, other seeds', async () => {
  await expectSound(2008, 20);
}, 240_000);
