import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const main = JSON.stringify(new URL('../../cli/main.ts', import.meta.url).href);

/** A command in whose process something fails that nobody waits for. */
function failBeside(args: readonly string[]) {
  const script = `
    const { runCommandLine } = await import(${main});
    setTimeout(() => { throw new TypeError('the timer of nobody') }, 0);
    await runCommandLine(${JSON.stringify(args)});
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  const options = ['--input-type=module', '-e', script];
  return spawnSync(process.execPath, options, { encoding: 'utf8' });
}

it('says in the words of an error what nobody had waited for, and fails', () => {
  const { status, stderr } = failBeside(['--version']);
  expect(status).toBe(1);
  expect(stderr).toContain('the timer of nobody');
  expect(stderr).not.toContain('    at ');
});
