import { describe, expect, it } from 'vitest';
import { seededRandom, suggestFree } from '../../../engine/records/suggest-free.ts';

describe('suggestFree', () => {
  it('adds a short ending, the same one for the same random numbers', () => {
    const suggest = (seed: string) => suggestFree('john_admin', () => true, seededRandom(seed));
    expect(suggest('c1')).toMatch(/^john_admin_[a-z0-9]{4}$/);
    expect(suggest('c1')).toBe(suggest('c1'));
    expect(suggest('c1')).not.toBe(suggest('c2'));
  });

  it('passes over what is taken, and gives up where everything is', () => {
    const taken = new Set<string>();
    for (let index = 0; index < 5; index++) {
      const free = suggestFree('a', (value) => !taken.has(value), seededRandom('x'));
      expect(taken).not.toContain(free);
      taken.add(free ?? '');
    }
    expect(suggestFree('a', () => false, seededRandom('x'))).toBeUndefined();
  });
});
