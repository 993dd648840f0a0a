import { it } from 'vitest';
import { expectSound } from './run-histories.ts';

it('four desks in two clinics, through every fault, other seeds', async () => {
  await expectSound(2001, 150);
}, 900_000);
