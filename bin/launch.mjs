// Plain JavaScript for any Node: programs of this repository are TypeScript, which only newer ones run.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isNewEnough = Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR;

/** Ends the process with what to run first where a package is missing. */
export function requirePackage(name) {
  if (existsSync(join(root, 'node_modules', name))) return;
  fail(`The packages are not installed yet. Run this first, in ${root}:\n\n    npm ci\n`);
}

/**
 * Runs a command of ours: in this process where its Node can, else under the installed one.
 *
 * @param {string} main the path of its TypeScript
 * @param {() => Promise<{ runCommandLine(args: string[]): Promise<void> }>} load the same, imported
 */
export async function runCommand(main, load) {
  requirePackage('commander');
  // Compiled code is kept between commands: a third of a short one's time. Threads and children take the variable.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'satchel');
  if (!isNewEnough) return runUnder(findNode(), [main, ...process.argv.slice(2)]);
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  const { runCommandLine } = await load();
  return runCommandLine(process.argv.slice(2));
}

/** This Node where it is new enough, otherwise the one that `npm ci` installed beside the packages. */
export function findNode() {
  if (isNewEnough) return process.execPath;
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

/** Hands this process's signals to the program, and ends as the program does. */
export function runUnder(node, args, env = process.env) {
  const child = spawn(node, args, { stdio: 'inherit', env });
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
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
