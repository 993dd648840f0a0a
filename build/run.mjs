#!/usr/bin/env node
// Runs a TypeScript program of this repository under a Node that can. Plain JavaScript, because the Node that
// starts it may be too old to read anything else.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const [script, ...args] = process.argv.slice(2);
if (script === undefined) fail('usage: node build/run.mjs SCRIPT.ts [arguments]');

if (!existsSync(join(root, 'node_modules', 'vite'))) {
  fail(`The packages are not installed yet. Run this first, in ${root}:\n\n    npm ci\n`);
}

const child = spawn(findNode(), [resolve(root, script), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: pathWithTools() },
});

// A terminal sends Ctrl-C to the whole group; what is sent to this process alone must reach the program too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

/** This Node where it is new enough, otherwise the one that `npm ci` installed beside the packages. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  const names = process.platform === 'win32' ? ['node.exe', 'bin/node.exe'] : ['bin/node'];
  for (const name of names) {
    const candidate = join(root, 'node_modules', 'node', name);
    if (existsSync(candidate)) return candidate;
  }
  return fail(
    `Satchel needs Node ${NEEDED_MAJOR} or newer, and this is ${process.version}. ` +
      `\`npm ci\` normally installs one in node_modules/node, but it is not there.\n` +
      `Run \`npm ci\` again with install scripts allowed, or install Node ${NEEDED_MAJOR} from https://nodejs.org.`,
  );
}

function pathWithTools() {
  const tools = join(root, 'node_modules', '.bin');
  const separator = process.platform === 'win32' ? ';' : ':';
  return [tools, process.env.PATH ?? ''].join(separator);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
