// `npm run test:long [-- NAME…]`: the suites that take too long for `npm test`, one after the other, or those named.
// `npm run test:long -- --list` names them. Exits with 1 where one failed.
import { dirname } from 'node:path';
import { longSuites } from './test-long/suites.ts';
import { runTool } from './test/run-tool.ts';

const root = dirname(import.meta.dirname);
const wanted = process.argv.slice(2);

process.exitCode = wanted.includes('--list') ? list() : await run();

function list(): number {
  for (const { name, shows } of longSuites) console.log(`${name.padEnd(12)} ${shows}`);
  return 0;
}

async function run(): Promise<number> {
  const unknown = wanted.filter((name) => !longSuites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(`✗ no such suite: ${unknown.join(', ')}. The suites are:`);
    list();
    return 1;
  }
  const failed: string[] = [];
  for (const { name, shows, command, env = {} } of longSuites) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`── ${name}: ${shows}`);
    const { code, seconds } = await runTool(root, command, { show: true, env });
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(0)} s)\n`);
    if (code !== 0) failed.push(name);
  }
  for (const name of failed) console.log(`✗ again: npm run test:long -- ${name}`);
  console.log(failed.length === 0 ? 'all held' : `${String(failed.length)} failed`);
  return failed.length === 0 ? 0 : 1;
}
