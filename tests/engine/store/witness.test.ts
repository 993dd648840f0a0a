import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWitness, writeWitness } from '../../../engine/store/witness.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const witness = { device: 'desk', incarnation: 'first life', lastBatch: 12_345 };

describe('the witness [SYNC-1]', () => {
  it('is written over the last one, of which nothing is left', () => {
    const path = join(temporaryFolder(), 'device.json');
    writeWitness(path, witness);
    const { ino } = statSync(path);
    writeWitness(path, { ...witness, incarnation: 'b', lastBatch: 1 });
    expect(readWitness(path)).toEqual({ ...witness, incarnation: 'b', lastBatch: 1 });
    expect(statSync(path).ino).toBe(ino);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ lastBatch: 1 });
  });

  it.each([0, 20, 255])(
    'replaces one of which %s bytes are left, which vouches for nothing or itself',
    (bytes) => {
      const path = join(temporaryFolder(), 'device.json');
      writeWitness(path, witness);
      truncateSync(path, bytes);
      expect([undefined, witness]).toContainEqual(readWitness(path));
      writeWitness(path, { ...witness, lastBatch: 2 });
      expect(readWitness(path)).toEqual({ ...witness, lastBatch: 2 });
    },
  );

  it('replaces one of another length', () => {
    const path = join(temporaryFolder(), 'device.json');
    writeFileSync(path, JSON.stringify(witness));
    writeWitness(path, { ...witness, lastBatch: 2 });
    expect(readWitness(path)).toEqual({ ...witness, lastBatch: 2 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
