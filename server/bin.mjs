#!/usr/bin/env node
// Plain JavaScript that any Node can read: it finds a Node that runs the TypeScript sources, or says what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const local = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  const { runCommandLine } = await import('./main.ts');
  await runCommandLine(process.argv.slice(2));
} else if (existsSync(local)) {
  const child = spawn(local, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  process.stderr.write(
    `satchel-server needs Node ${NEEDED} or newer; this is ${process.versions.node}.\n` +
      'Run `npm ci` in the project folder (it brings its own Node), or install a newer one.\n',
  );
  process.exit(1);
}
