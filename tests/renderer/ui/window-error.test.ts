import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { windowError } from '../../../renderer/ui/window-error.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';

describe('an error in the window', () => {
  it('is what the engine said, whatever status it came with', () => {
    const data = new SatchelError('SIGN_IN_REFUSED').toJSON();
    expect(windowError(new ORPCError('SIGN_IN_REFUSED', { status: 401, data })).code).toBe(
      'SIGN_IN_REFUSED',
    );
  });

  it('tells a lost host from a missing key', () => {
    expect(windowError(new TypeError('Failed to fetch')).code).toBe('ENGINE_UNREACHABLE');
    expect(windowError(new ORPCError('UNAUTHORIZED', { status: 401 })).code).toBe(
      'API_TOKEN_INVALID',
    );
  });

  it('keeps the words of anything else, and says what to do', () => {
    const error = windowError(new RangeError('odd'));
    expect([error.code, error.message]).toEqual([
      'INTERNAL',
      'Something unexpected went wrong: odd',
    ]);
    expect(error.action).not.toBe('');
  });
});
