import { describe, expect, it } from 'vitest';
import { timeLeft } from '../../../../renderer/features/status/use-time-left.ts';

describe('the time left of a download', () => {
  const begun = { share: 10, at: 0 };

  it('goes by the pace since it began', () => {
    expect(timeLeft(begun, { share: 40, at: 30_000 })).toBe(60_000);
  });

  it('is not guessed at before there is a pace', () => {
    expect(timeLeft(begun, { share: 40, at: 1000 })).toBeUndefined();
    expect(timeLeft(begun, { share: 11, at: 60_000 })).toBeUndefined();
  });
});
