import { statfsSync } from 'node:fs';

const PLACE = '/dev/shm';

/**
 * Where temporary folders lie in memory, or undefined where there is no such place with room. It is for what is made and
 * thrown away by the hundred: on ext4, a file that is made after many were deleted costs a search among all of these.
 *
 * @param room bytes that have to be free
 */
export function findMemoryFolder(room: number): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(PLACE);
    return bavail * bsize >= room ? PLACE : undefined;
  } catch {
    return undefined;
  }
}
