import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { lockHome } from '../../../engine/store/lock.ts';
import { temporaryFolder } from './temporary-store.ts';

const lockModule = fileURLToPath(new URL('../../../engine/store/lock.ts', import.meta.url));

async function holder(home: string) {
  // The lock is let go when it is garbage, as any database is that nobody closes.
  const script = `const { lockHome } = await import(process.argv[1]); globalThis.held = lockHome(process.argv[2]); console.log('held'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, lockModule, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a second holder is refused and told who holds the folder', async () => {
  const home = temporaryFolder();
  const child = await holder(home);
  expect(() => lockHome(home)).toThrow(
    expect.objectContaining({
      code: 'STORE_LOCKED',
      details: expect.objectContaining({ pid: child.pid }) as unknown,
    }),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('a holder that was killed leaves no lock behind', async () => {
  const home = temporaryFolder();
  const child = await holder(home);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = lockHome(home);
  expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
  lock.release();
  lock.release();
  lockHome(home).release();
});
