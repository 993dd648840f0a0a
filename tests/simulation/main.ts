// `npm run simulate -- [--histories N] [--seed S] [--desks N] [--operations N] [--log]`: seeded histories one after the
// other, what was injected, and what did not hold. Exits with 1 when anything did not.
import { parseArgs } from 'node:util';
import { planHistory } from './plan.ts';
import { runHistory } from './run-history.ts';
import { shrink } from './shrink.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    desks: { type: 'string', default: '4' },
    operations: { type: 'string', default: '100' },
    log: { type: 'boolean', default: false },
  },
});
const histories = Number(values.histories);
const started = performance.now();
const faults = new Map<string, number>();
let failed = 0;
let operations = 0;

for (let n = 0; n < histories; n++) {
  const options = {
    seed: Number(values.seed) + n,
    desks: Number(values.desks),
    operations: Number(values.operations),
  };
  const steps = planHistory(options);
  const outcome = await runHistory({ ...options, steps, keepLog: values.log });
  operations += outcome.operations;
  for (const [kind, count] of outcome.faults) faults.set(kind, (faults.get(kind) ?? 0) + count);
  if (values.log) say(outcome.log.join('\n'));
  if (outcome.violations.length > 0) {
    failed++;
    say(`seed ${String(options.seed)}: ${outcome.violations.join('\n  ')}`);
    const kept = await shrink(steps, async (fewer) => {
      const { violations } = await runHistory({ ...options, steps: fewer });
      return violations.length > 0;
    });
    say(`  shrunk to ${String(kept.length)} of ${String(steps.length)} steps:`);
    for (const { id, at, desk, kind } of kept)
      say(`  ${String(id)} at ${String(at)} ms: d${String(desk)} ${kind}`);
  }
}

const seconds = ((performance.now() - started) / 1000).toFixed(1);
say(`${String(histories)} histories, ${String(operations)} operations, in ${seconds} s`);
for (const [kind, count] of [...faults].sort()) say(`  ${kind.padEnd(24)} ${String(count)}`);
say(`${String(failed)} histories in which something did not hold`);
process.exitCode = failed > 0 ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
