import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, it, vi } from 'vitest';
import { runTool } from '../../build/test/run-tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'satchel-tool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): string[] {
  writeFileSync(join(folder, name), text);
  return [name];
}

it('keeps what a tool wrote, and its exit code', async () => {
  const command = script('said.mjs', `console.log('one'); console.error('two'); process.exit(3);`);
  const { code, output, leftovers } = await runTool(folder, command, { show: false });
  expect({ code, leftovers }).toEqual({ code: 3, leftovers: false });
  expect(output.split('\n').toSorted()).toEqual(['', 'one', 'two']);
});

it.skipIf(process.platform === 'win32')(
  'ends with the tool, and ends what the tool left running',
  async () => {
    const pid = join(folder, 'pid');
    const command = script(
      'leaves.mjs',
      `import { spawn } from 'node:child_process';
     import { writeFileSync } from 'node:fs';
     const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
     writeFileSync(${JSON.stringify(pid)}, String(child.pid));
     console.log('shown');
     process.exit(0);`,
    );
    const to = new PassThrough();
    const { code, leftovers } = await runTool(folder, command, { show: true, to });
    expect({ code, leftovers }).toEqual({ code: 0, leftovers: true });
    expect(String(to.read())).toBe('shown\n');
    const left = Number(readFileSync(pid, 'utf8'));
    await vi.waitFor(() => expect(isRunning(left)).toBe(false));
  },
);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** In a container nobody may be there to collect it. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}
