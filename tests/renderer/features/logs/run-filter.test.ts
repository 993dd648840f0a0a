import { expect, it } from 'vitest';
import { everyRun, levelOf, matchesFilter } from '../../../../renderer/features/logs/run-filter.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';

it('calls a sync by the worst of it: failed, in need of a person, or neither', () => {
  const [run] = new FakeEngine({ patients: 3 }).runs;
  if (!run) expect.fail('no run');
  expect(levelOf({ ...run, status: 'failed' })).toBe('error');
  expect(levelOf({ ...run, status: 'partial' })).toBe('warn');
  expect(levelOf({ ...run, status: 'success', quarantined: { patients: 1 } })).toBe('warn');
  expect(levelOf({ ...run, status: 'success', quarantined: {}, conflicts: {} })).toBe('info');
  const filter = { ...everyRun, level: 'error' };
  expect(matchesFilter({ ...run, status: 'failed' }, filter)).toBe(true);
  expect(matchesFilter({ ...run, status: 'success' }, filter)).toBe(false);
});
