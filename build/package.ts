// `npm run package [-- --without-updates]`: the bundle, a bill of materials, the installers of this platform, and their fuses read back.
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'electron-builder';
import { ensureElectronBundle, updateKey } from './bundle/electron-bundle.ts';
import { findElectronBinary } from './find/electron-binary.ts';
import { builderConfig } from './package/builder-config.ts';
import { fuseProblems } from './package/fuse-problems.ts';
import { planUpdates } from './package/update-plan.ts';
import { ensureRenderer } from './renderer/ensure-renderer.ts';

const root = dirname(import.meta.dirname);
const say = (line: string) => console.log(line);

const { values } = parseArgs({
  options: { 'without-updates': { type: 'boolean', default: false } },
});
const updates = planUpdates(join(root, updateKey), { without: values['without-updates'] });
say(updates.line);
process.exitCode = updates.packs ? await pack() : 1;

async function pack(): Promise<number> {
  await ensureRenderer(root, say);
  await ensureElectronBundle(root, say);
  writeBillOfMaterials(join(root, 'build/out/sbom.cdx.json'));
  const binary = findElectronBinary(root);
  if (binary === undefined) {
    say(
      '✗ Nothing was packed and no fuse was flipped: Electron’s binary is not on this machine.\n' +
        '  To download it: node node_modules/electron/install.js',
    );
    return 1;
  }
  await build({
    projectDir: root,
    publish: 'never',
    config: { ...builderConfig, electronDist: dirname(binary) },
  });
  return checkFuses();
}

/** Every package that is bundled, with its version and licence, as npm's own lock knows them. */
function writeBillOfMaterials(file: string): void {
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('run it as `npm run package`');
  const command = [npm, 'sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'];
  const output = execFileSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, output);
  const { components } = JSON.parse(output) as { components: readonly unknown[] };
  say(`✓ bill of materials: ${String(components.length)} packages in ${file}`);
}

async function checkFuses(): Promise<number> {
  const packed = globSync(
    'build/out/installers/{linux*-unpacked/satchel,win*-unpacked/Satchel.exe,mac*/Satchel.app}',
    { cwd: root },
  );
  if (packed.length === 0) {
    say('✗ the packed app was not found, so its fuses could not be read back');
    return 1;
  }
  let failed = 0;
  for (const app of packed) {
    const problems = await fuseProblems(join(root, app));
    say(problems.length === 0 ? `✓ fuses of ${app}` : `✗ fuses of ${app}: ${problems.join('; ')}`);
    failed += problems.length;
  }
  return failed > 0 ? 1 : 0;
}
