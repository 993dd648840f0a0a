import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { finishSwap, type SwapPoint } from '../../../engine/backup/swap.ts';
import { swapPlanPath } from '../../../engine/backup/restore-service.ts';

/** Finishes the swap of the home named first, and dies by SIGKILL at the point named second. */
const [, , home = '', point = ''] = process.argv;
finishSwap(swapPlanPath(home), (reached: SwapPoint) => {
  if (reached === point) process.kill(process.pid, 'SIGKILL');
});
process.stdout.write(readdirSync(join(home)).join(' '));
