import { beforeEach, describe, expect, it } from 'vitest';
import { takeToken } from '../../renderer/client.ts';

beforeEach(() => {
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/');
});

describe('the key in the address', () => {
  it('is taken out of the address bar and kept for this tab only', () => {
    window.history.replaceState(null, '', '/#token=a-secret');
    expect(takeToken()).toBe('a-secret');
    expect(window.location.href).not.toContain('a-secret');
    expect(window.location.hash).toBe('#/status');
    expect(JSON.stringify(Object.entries(window.localStorage))).not.toContain('a-secret');
  });

  it('is still known after the page was loaded again', () => {
    window.history.replaceState(null, '', '/#token=a-secret');
    takeToken();
    window.history.replaceState(null, '', '/#/records/patients');
    expect(takeToken()).toBe('a-secret');
    expect(window.location.hash).toBe('#/records/patients');
  });

  it('is absent where the address never had one', () => {
    expect(takeToken()).toBeUndefined();
  });
});
