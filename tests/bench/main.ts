import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchRow } from './bench.ts';
import type { Figure } from './figure.ts';
import { toPage } from './figures-page.ts';
import { measureFsync } from './fsync.ts';
import { readOptions } from './options.ts';
import { toReport, toText } from './report.ts';
import { measureBackup } from './rows/backup.ts';
import { measureFirstSync } from './rows/first-sync.ts';
import { measurePoke } from './rows/poke.ts';
import { measurePull } from './rows/pull.ts';
import { measurePush } from './rows/push.ts';
import { measureSealed } from './rows/sealed.ts';
import { measureSearch } from './rows/search.ts';
import { measureTenRows } from './rows/ten-rows.ts';
import { measureTracking } from './rows/tracking.ts';
import { measureWindow } from './rows/window.ts';

/*
 * `npm run bench`: speed and memory against the limits, as ratios measured in one run on one machine. Exit code 1 when a
 * limit is missed. `--json` prints one document to stdout; progress goes to stderr. `--page FILE` writes the page.
 */

const rows: readonly BenchRow[] = [
  { name: 'tracking', measure: measureTracking },
  { name: 'sealed', measure: measureSealed },
  { name: 'push', measure: measurePush },
  { name: 'pull', measure: measurePull },
  { name: 'first-sync', measure: measureFirstSync },
  { name: 'search', measure: measureSearch },
  { name: 'window', measure: measureWindow },
  { name: 'ten-rows', measure: measureTenRows },
  { name: 'poke', measure: measurePoke },
  { name: 'backup', measure: measureBackup },
];

const options = readOptions(process.argv.slice(2));
const unknown = options.only.find((name) => !rows.some((row) => row.name === name));
if (unknown !== undefined) {
  const names = rows.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no row "${unknown}". Rows: ${names}.\n`);
  process.exit(2);
}

// PostgreSQL's own user must be able to enter it.
const dir = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
chmodSync(dir, 0o755);
try {
  const bench: Bench = {
    options,
    dir,
    fsync: measureFsync(dir),
    say: (text) => process.stderr.write(`${text}\n`),
  };
  const figures: Figure[] = [];
  for (const { name, measure } of rows) {
    if (options.only.length > 0 && !options.only.includes(name)) continue;
    figures.push(...(await measure(bench)));
  }
  const at = new Date().toISOString().slice(0, 16);
  const report = toReport(options, { at, fsync: bench.fsync, figures });
  if (options.page !== null) writeFileSync(options.page, toPage(report));
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : toText(report));
  process.exitCode = report.missed.length > 0 ? 1 : 0;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
