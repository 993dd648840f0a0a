import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plantedBugs } from './planted/bugs.ts';
import { caughtBy } from './planted/caught-by.ts';
import { hunt } from './planted/hunt.ts';

const root = join(import.meta.dirname, '../..');
const WORLD = { desks: 4, operations: 100 };
/** Where the engine has changed a history may no longer meet what it met; these bugs show in nearly every one. */
const FURTHER = 6;

it.each(plantedBugs.map((bug) => [bug.name, bug]))('can still be planted: %s', (_, { changes }) => {
  for (const { file, find } of changes) {
    const parts = readFileSync(join(root, file), 'utf8').split(find);
    expect(parts.length - 1, `${file}: ${find}`).toBe(1);
  }
});

it('thirty bugs and more were caught, each of them one that is planted', () => {
  const names = plantedBugs.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(30);
  expect(Object.keys(caughtBy).sort()).toEqual([...names].sort());
});

it.each([
  'remote rows are tracked like edits',
  'a base is taken for newer than it is',
  'the cursor moves with the first page',
  'what the server applied is held at no version',
])(
  'a history shows it: %s',
  async (name) => {
    const bug = plantedBugs.find((planted) => planted.name === name);
    if (!bug) throw new RangeError(name);
    expect(await hunt(bug, { world: WORLD, histories: FURTHER })).not.toMatchObject({
      seed: undefined,
    });
  },
  180_000,
);
