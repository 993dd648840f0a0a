#!/usr/bin/env node
// Plain JavaScript for any Node: it runs the command under a Node that can read the sources.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, 'main.ts');

if (!existsSync(join(dirname(here), 'node_modules', 'commander'))) {
  process.stderr.write(
    `The packages are not installed yet. Run \`npm ci\` in ${dirname(here)} first.\n`,
  );
  process.exit(1);
}

// Compiled code is kept between commands: a third of a short one's time. Threads and children take the variable.
process.env.NODE_COMPILE_CACHE ??= join(dirname(here), 'node_modules', '.cache', 'satchel');

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  const { runCommandLine } = await import('./main.ts');
  await runCommandLine(process.argv.slice(2));
} else {
  runUnder(findNode());
}

/** The Node that `npm ci` installed beside the packages. */
function findNode() {
  const names = process.platform === 'win32' ? ['node.exe', 'bin/node.exe'] : ['bin/node'];
  for (const name of names) {
    const candidate = join(dirname(here), 'node_modules', 'node', name);
    if (existsSync(candidate)) return candidate;
  }
  process.stderr.write(
    `Satchel needs Node ${NEEDED_MAJOR} or newer, and this is ${process.version}.\n` +
      `Run \`npm ci\` in ${dirname(here)}, which installs one, or install Node ${NEEDED_MAJOR} from https://nodejs.org.\n`,
  );
  process.exit(1);
}

function runUnder(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; what is sent to this process alone must reach the command too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
