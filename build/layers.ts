// `npm run layers`: the import directions, checked on every module, type-only imports included.
import { dirname } from 'node:path';
import { checkLayers } from './layers/check-layers.ts';

const report = await checkLayers(dirname(import.meta.dirname));

for (const { rule, from, to, comment } of report.violations) {
  console.error(`✗ ${rule}: ${from} → ${to}\n  ${comment}`);
}
if (report.modules === 0) {
  console.error('✗ The layer check read no modules at all, so it proves nothing.');
}
const failed = report.modules === 0 || report.violations.length > 0;
if (!failed) console.log(`✓ layers: ${report.modules} modules, no violation`);
process.exitCode = failed ? 1 : 0;
