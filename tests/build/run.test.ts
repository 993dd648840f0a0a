import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'satchel-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes Node believe that it is an old one. */
const oldNode = join(folder, 'old-node.cjs');
writeFileSync(
  oldNode,
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });`,
);

function clone(name: string, ...parts: string[]): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'build'), { recursive: true });
  mkdirSync(join(path, 'node_modules/node/bin'), { recursive: true });
  for (const file of ['build/run.mjs', 'bin/launch.mjs']) {
    cpSync(join(root, file), join(path, file));
  }
  if (parts.includes('packages')) mkdirSync(join(path, 'node_modules/vite'));
  if (parts.includes('node')) {
    symlinkSync(process.execPath, join(path, 'node_modules/node/bin/node'));
  }
  return path;
}

function run(place: string, args: readonly string[], nodeArgs: readonly string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, join(place, 'build/run.mjs'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    output,
  }));
  return { child, ended };
}

function script(text: string): string {
  const path = join(folder, `script-${String(Math.random()).slice(2)}.ts`);
  writeFileSync(path, text);
  return path;
}

describe('the entry of every command', () => {
  it('says what to run first where the packages are missing', async () => {
    const { code, output } = await run(clone('bare'), ['build/start.ts']).ended;
    expect(code).toBe(1);
    expect(output).toContain('npm ci');
    expect(output).not.toContain('at ');
  });

  it('runs the program under the installed Node where its own is too old', async () => {
    const place = clone('old', 'packages', 'node');
    const program = script(`const answer: number = 42;\nconsole.log(answer, process.argv[2]);`);
    const { code, output } = await run(place, [program, 'hello'], ['-r', oldNode]).ended;
    expect(output).toBe('42 hello\n');
    expect(code).toBe(0);
  });

  it('says which Node is needed where there is none that can', async () => {
    const place = clone('none', 'packages');
    const { code, output } = await run(place, [script('')], ['-r', oldNode]).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/needs Node 24 or newer/);
    expect(output).not.toContain('    at ');
  });

  it('ends with the exit code of the program', async () => {
    const { code } = await run(clone('code', 'packages'), [script('process.exit(3)')]).ended;
    expect(code).toBe(3);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'passes %s on, and lets the program end in its own order',
    async (signal) => {
      const program = script(
        `process.on('${signal}', () => { console.log('closed'); process.exit(0); });\n` +
          `setInterval(() => undefined, 1000);\nconsole.log('up');`,
      );
      const { child, ended } = run(clone(`signal-${signal}`, 'packages'), [program]);
      await once(child.stdout, 'data');
      child.kill(signal);
      expect(await ended).toEqual({ code: 0, signal: null, output: 'up\nclosed\n' });
    },
  );
});
