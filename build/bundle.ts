// `npm run build`: the window, the desktop app's code and the `satchel` command, into build/out.
import { dirname } from 'node:path';
import { ensureCommandBundle } from './bundle/command-bundle.ts';
import { ensureElectronBundle } from './bundle/electron-bundle.ts';
import { ensureRenderer } from './renderer/ensure-renderer.ts';

const root = dirname(import.meta.dirname);
const say = (line: string) => console.log(line);

const { folder } = await ensureRenderer(root, say);
say(`✓ window: ${folder}`);
say(`✓ desktop app: ${await ensureElectronBundle(root, say)}`);
say(`✓ command: ${await ensureCommandBundle(root, say)}`);
