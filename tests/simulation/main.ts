import { parseArgs } from 'node:util';
import { planHistory } from './plan.ts';
import { runHistory } from './run-history.ts';
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    desks: { type: 'string', default: '4' },
    operations: { type: 'string', default: '100' },
    log: { type: 'boolean' },
  },
});
const started = performance.now();
const faults = new Map<string, number>();
let bad = 0;
let ops = 0;
const kinds = new Map<string, number[]>();
for (let n = 0; n < Number(values.histories); n++) {
  const seed = Number(values.seed) + n;
  const options = { seed, desks: Number(values.desks), operations: Number(values.operations) };
  const out = await runHistory({
    ...options,
    steps: planHistory(options),
    keepLog: values.log ?? false,
  });
  ops += out.operations;
  for (const [k, v] of out.faults) faults.set(k, (faults.get(k) ?? 0) + v);
  if (values.log) console.log(out.log.join('\n'));
  if (out.violations.length) {
    bad++;
    for (const v of new Set(
      out.violations.map((v) =>
        v
          .replace(/^d\d: /, '')
          .replace(/\w+:\S+/g, '#')
          .replace(/"#/g, '#')
          .replace(/\d+/g, 'N')
          .slice(0, 90),
      ),
    )) {
      const l = kinds.get(v) ?? [];
      l.push(seed);
      kinds.set(v, l);
    }
  }
}
const s = (performance.now() - started) / 1000;
for (const [k, l] of [...kinds].sort((a, b) => b[1].length - a[1].length))
  console.log(l.length, k, l.slice(0, 5).join(' '));
console.log({ bad, ops, s, perS: Number(values.histories) / s }, Object.fromEntries(faults));
