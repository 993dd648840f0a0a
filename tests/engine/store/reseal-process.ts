import { resealDatabase, type ResealPoint } from '../../../engine/store/reseal.ts';
import { testKey } from './test-key.ts';

/** Seals the plain database named first, and dies by SIGKILL at the point named second. */
const [, , path = '', point = ''] = process.argv;
await resealDatabase({
  path,
  from: undefined,
  to: testKey,
  reached: (reached: ResealPoint) => {
    if (reached === point) process.kill(process.pid, 'SIGKILL');
  },
});
