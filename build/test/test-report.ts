import { z } from 'zod';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestSummary extends TestCounts {
  /** By project: unit, dom, pg, e2e. */
  readonly byProject: Readonly<Record<string, TestCounts>>;
  /** Files with tests that did not run, by project. */
  readonly skippedFiles: Readonly<Record<string, readonly string[]>>;
}

const none: TestCounts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Counts what vitest's JSON reporter wrote. A file that could not even be loaded has no tests in the report and
 * counts as one failure. @throws ZodError when the text is not such a report
 */
export function summarize(reportJson: unknown): TestSummary {
  const byProject: Record<string, TestCounts> = {};
  const skippedFiles: Record<string, string[]> = {};
  for (const file of reportSchema.parse(reportJson).testResults) {
    const project = projectOf(file.name);
    const counts = countFile(file);
    byProject[project] = add(byProject[project] ?? none, counts);
    if (counts.skipped > 0) (skippedFiles[project] ??= []).push(file.name);
  }
  return { ...Object.values(byProject).reduce(add, none), byProject, skippedFiles };
}

function countFile(file: z.infer<typeof reportSchema>['testResults'][number]): TestCounts {
  let counts = none;
  for (const { status } of file.assertionResults) {
    if (status === 'passed') counts = add(counts, { ...none, passed: 1 });
    else if (status === 'failed') counts = add(counts, { ...none, failed: 1 });
    else counts = add(counts, { ...none, skipped: 1 });
  }
  const brokeOutsideTests = file.status === 'failed' && counts.failed === 0;
  return brokeOutsideTests ? add(counts, { ...none, failed: 1 }) : counts;
}

export function projectOf(file: string): string {
  return /\.(pg|dom|e2e|electron)\.test\.tsx?$/.exec(file)?.[1] ?? 'unit';
}

export function add(a: TestCounts, b: TestCounts): TestCounts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}
