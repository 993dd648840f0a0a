import { describe, expect, it } from 'vitest';
import { summarize } from '../../build/test/test-report.ts';

const file = (name: string, status: string, ...statuses: string[]) => ({
  name,
  status,
  assertionResults: statuses.map((each, index) => ({ fullName: String(index), status: each })),
});

describe('the counts of npm test', () => {
  it('adds up by project, which the file name tells', () => {
    const { byProject, ...all } = summarize({
      testResults: [
        file('tests/a.test.ts', 'passed', 'passed', 'passed'),
        file('tests/b.pg.test.ts', 'failed', 'passed', 'failed'),
        file('tests/c.e2e.test.ts', 'passed', 'skipped', 'pending'),
        file('tests/d.dom.test.tsx', 'passed', 'passed'),
      ],
    });
    expect(all).toMatchObject({ passed: 4, failed: 1, skipped: 2 });
    expect(byProject).toEqual({
      unit: { passed: 2, failed: 0, skipped: 0 },
      pg: { passed: 1, failed: 1, skipped: 0 },
      e2e: { passed: 0, failed: 0, skipped: 2 },
      dom: { passed: 1, failed: 0, skipped: 0 },
    });
  });

  it('counts a file that could not be loaded as a failure, though it has no tests', () => {
    expect(summarize({ testResults: [file('tests/a.test.ts', 'failed')] }).failed).toBe(1);
  });

  it('names the files with tests that did not run', () => {
    const { skippedFiles } = summarize({
      testResults: [file('tests/c.e2e.test.ts', 'passed', 'passed', 'skipped')],
    });
    expect(skippedFiles).toEqual({ e2e: ['tests/c.e2e.test.ts'] });
  });

  it('refuses a report it cannot read instead of counting nothing', () => {
    expect(() => summarize({})).toThrow();
  });
});
