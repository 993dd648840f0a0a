// `npm run test:electron`: the suite on a real Electron, where its binary and a display are.
import { dirname, join } from 'node:path';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureElectronBundle } from './bundle/electron-bundle.ts';
import { hasDisplay } from './find/display.ts';
import { findElectronBinary } from './find/electron-binary.ts';
import { ensureRenderer } from './renderer/ensure-renderer.ts';
import { runTool } from './test/run-tool.ts';
import { summarize } from './test/test-report.ts';

const root = dirname(import.meta.dirname);
const binary = findElectronBinary(root);
const reason = whyNot();

if (binary === undefined || reason !== undefined) {
  console.log(`⚠ The suite on a real Electron was skipped: ${reason ?? ''}`);
  console.log('0 passed, 0 failed, 1 skipped');
} else {
  await ensureRenderer(root, (line) => console.log(line));
  await ensureElectronBundle(root, (line) => console.log(line));
  await run(binary);
}

function whyNot(): string | undefined {
  if (binary === undefined) {
    return 'its binary is not on this machine. To download it: node node_modules/electron/install.js';
  }
  if (!hasDisplay())
    return 'this machine has no display. To lend it one: xvfb-run npm run test:electron';
  return undefined;
}

async function run(electron: string): Promise<void> {
  const file = join(root, 'tests/output/electron.json');
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  await runTool(
    root,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project=electron',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { show: true, env: { SATCHEL_ELECTRON: electron } },
  );
  const counts = existsSync(file)
    ? summarize(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 1, skipped: 0 };
  const { passed, failed, skipped } = counts;
  console.log(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
