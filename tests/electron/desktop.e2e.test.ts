import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureElectronBundle } from '../../build/bundle/electron-bundle.ts';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { noChromium } from '../support/chromium.ts';
import { startConnectProxy } from '../support/proxies.ts';
import { temporaryFolder } from '../support/test-desk.ts';
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

    it('[NET-1] reaches the server through the proxy of the system’s settings', async () => {
      const proxy = await startConnectProxy({ leadsTo: 9, refuses: 403 });
      onTestFinished(() => proxy.close());
      const systemProxy = `PROXY 127.0.0.1:${String(proxy.port)}`;
      const desktop = await launchDouble(
        { home: temporaryFolder(), systemProxy },
        { bundle, shared },
      );
      const production = { url: 'https://sync.satchel.test', username: '', policy: 'both' };
      await desktop.client.settings.set({ key: 'environments', value: { production } });
      const test = await desktop.client.status.testConnection();
      expect(proxy.asked).toContain('sync.satchel.test:443');
      expect(test.steps[0]?.detail).toContain('did not let this desk through: it is not allowed');
    });
  },
);
