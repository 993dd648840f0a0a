import { describe, expect, it } from 'vitest';
import { linkTo, parseRoute } from '../../../renderer/ui/route.ts';

describe('route', () => {
  it('finds back what it linked to, whatever a key holds', () => {
    const segments = ['records', 'patients', 'record', 'a/b?c#d %&é'];
    const query = { patient_id: 'x&y=z' };
    expect(parseRoute(linkTo(segments, query))).toEqual({ segments, query });
  });

  it('takes nothing as the empty place', () => {
    expect(parseRoute('')).toEqual({ segments: [], query: {} });
  });

  it('survives an address that is not encoded properly', () => {
    expect(parseRoute('#/records/%E0%A4%A').segments).toEqual(['records', '%E0%A4%A']);
  });
});
