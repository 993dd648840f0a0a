import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { ensureElectronBundle } from '../../build/bundle/electron-bundle.ts';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { noChromium } from '../support/chromium.ts';
import { desktopScenario } from './scenario/desktop-scenario.ts';
import { launchDouble, openSharedChromium, type SharedChromium } from './scenario/launch-double.ts';

const root = join(import.meta.dirname, '../..');
const reason = noChromium();

describe.skipIf(reason)(
  `the desktop app over a double of Electron${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let bundle: string;
    let shared: SharedChromium;

    beforeAll(async () => {
      await ensureRenderer(root, () => undefined);
      bundle = await ensureElectronBundle(root, () => undefined);
      shared = await openSharedChromium();
    });
    afterAll(() => shared.close());

    desktopScenario((options) => launchDouble(options, { bundle, shared }));
  },
);
