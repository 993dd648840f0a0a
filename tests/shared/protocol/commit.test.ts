import { expect, it } from 'vitest';
import {
  compareCommits,
  formatCommit,
  ORIGIN,
  parseCommit,
  sameCommit,
} from '../../../shared/protocol/commit.ts';

const commit = (epoch: number, version: number, nonce = 'n') => ({ epoch, version, nonce });

it.each([
  ['0.0.', ORIGIN],
  ['2.17.a-b_c', commit(2, 17, 'a-b_c')],
])('reads what it has written: %s', (text, expected) => {
  expect(parseCommit(text)).toEqual(expected);
  expect(formatCommit(expected)).toBe(text);
});

it.each(['', '1.2', '1.2.n.', 'x.2.n', '-1.2.n', '1.2.n\n', '1.2.Ü', '1234567890123456.1.n'])(
  'takes nothing else for a commit: %j',
  (text) => {
    expect(parseCommit(text)).toBeUndefined();
  },
);

it('[SYNC-8] is in the order of epochs, then versions; a nonce tells apart, and orders nothing', () => {
  const ordered = [commit(0, 9), commit(1, 2), commit(1, 3)];
  for (const [a, first] of ordered.entries()) {
    for (const [b, second] of ordered.entries()) {
      expect(Math.sign(compareCommits(first, second))).toBe(Math.sign(a - b));
    }
  }
  expect(compareCommits(commit(1, 2, 'a'), commit(1, 2, 'b'))).toBe(0);
  expect(sameCommit(commit(1, 2, 'a'), commit(1, 2, 'b'))).toBe(false);
  expect(sameCommit(commit(1, 2, 'a'), commit(1, 2, 'a'))).toBe(true);
});
