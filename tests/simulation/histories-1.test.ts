import { it } from 'vitest';
import { expectSound } from './run-histories.ts';

// Two files, because each runs in a process of its own.
it('four desks in two clinics, through every fault: nothing lost, nothing twice, nothing across, all equal', async () => {
  await expectSound(1001, 150);
}, 900_000);
