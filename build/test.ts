// `npm test`: every check and every test, with the counts alone on the last line.
// Arguments (`npm test -- tests/engine`) narrow it to those tests, without the checks.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromiumInstallCommand, findChromium } from './find/chromium.ts';
import { findPostgres } from './find/postgres.ts';
import { startChecks } from './test/checks.ts';
import { runTool } from './test/run-tool.ts';
import { summarize, type TestSummary } from './test/test-report.ts';

const root = dirname(import.meta.dirname);
const narrowed = process.argv.slice(2);
/** Where a skipped test is a failure: nobody reads the warnings of a machine. */
const strict =
  process.env.SATCHEL_TEST_STRICT === '1' || /^(1|true)$/.test(process.env.CI ?? 'false');
const started = performance.now();

const missing = missingParts();
for (const line of missing) console.log(`⚠ ${line}`);
console.log(`Node ${process.version}, ${String(availableParallelism())} cores\n`);

const running = narrowed.length === 0 ? startChecks(root) : undefined;
await running?.quick;
const buildFailed = await buildProducts();
const summary = await runTests();
const checks = (await running?.all) ?? { passed: 0, failed: 0 };

report(summary);

function missingParts(): string[] {
  const lines: string[] = [];
  if (findChromium() === undefined) {
    lines.push(
      `No Chromium was found: browser tests are skipped. To run them: ${chromiumInstallCommand()}`,
    );
  }
  if (findPostgres(root) === undefined) {
    lines.push(
      'No PostgreSQL was found: PostgreSQL tests are skipped. To run them: `npm ci` (it brings one for this ' +
        'platform), or set SATCHEL_TEST_DATABASE_URL to a PostgreSQL whose user may create databases.',
    );
  }
  return lines;
}

/** Once, before tests in several processes ask for them. True where that failed. */
async function buildProducts(): Promise<boolean> {
  if (narrowed.length > 0 && existsSync(join(root, 'build/out/renderer.stamp'))) return false;
  // The bundler takes seconds to load on a cold disk: the checks have begun by now.
  const { ensureRenderer } = await import('./renderer/ensure-renderer.ts');
  const { ensureCommandBundle } = await import('./bundle/command-bundle.ts');
  try {
    await ensureRenderer(root, (line) => console.log(line));
    await ensureCommandBundle(root, (line) => console.log(line));
    return false;
  } catch (error) {
    console.error('✗ the window or the command could not be built');
    console.error(error);
    return true;
  }
}

async function runTests(): Promise<TestSummary | undefined> {
  const file = join(root, 'tests/output/report.json');
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const { leftovers } = await runTool(
    root,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...narrowed,
    ],
    { show: true, env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/satchel') } },
  );
  if (leftovers) console.log('⚠ tests left processes running; they were ended');
  if (!existsSync(file)) return undefined;
  const summary = summarize(JSON.parse(readFileSync(file, 'utf8')));
  return findPostgres(root) === undefined ? withSkippedFiles(summary) : summary;
}

/** Without PostgreSQL the project of its tests is not even started; each of its files counts as one skipped test. */
function withSkippedFiles(summary: TestSummary): TestSummary {
  const files = globSync('tests/**/*.pg.test.ts', { cwd: root }).map((path) => join(root, path));
  return {
    ...summary,
    skipped: summary.skipped + files.length,
    byProject: { ...summary.byProject, pg: { passed: 0, failed: 0, skipped: files.length } },
    skippedFiles: { ...summary.skippedFiles, pg: files },
  };
}

function report(tests: TestSummary | undefined): void {
  console.log();
  if (tests === undefined) console.log('✗ the tests did not run to their end: there is no report');
  const counts = tests ?? { passed: 0, failed: 1, skipped: 0, byProject: {}, skippedFiles: {} };
  for (const [project, { passed, failed, skipped }] of Object.entries(counts.byProject)) {
    const words = `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
    console.log(`${project.padEnd(6)} ${words}`);
  }
  if (checks.passed + checks.failed > 0) {
    console.log(`checks ${String(checks.passed)} passed, ${String(checks.failed)} failed`);
  }
  for (const [project, files] of Object.entries(counts.skippedFiles)) {
    for (const file of files) console.log(`⚠ skipped ${project} tests in ${relative(root, file)}`);
  }
  for (const line of missing) console.log(`⚠ ${line}`);

  const nothingRan = counts.passed + counts.failed === 0;
  if (nothingRan) console.log('✗ no test ran at all');
  const unforgiven = strict ? counts.skipped : 0;
  if (unforgiven > 0) console.log('✗ skipped tests are failures here (CI or SATCHEL_TEST_STRICT)');

  const failed =
    counts.failed + checks.failed + unforgiven + Number(buildFailed) + Number(nothingRan);
  const passed = counts.passed + checks.passed;
  const skipped = counts.skipped - unforgiven;
  console.log(`in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
