import { existsSync } from 'node:fs';
import { join } from 'node:path';

const names: Readonly<Record<string, readonly string[]>> = {
  linux: [
    // The same engine without a browser's own windows and pages: tests end a seventh sooner with it.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((folder) =>
    join(process.env[folder] ?? 'C:\\', 'Google/Chrome/Application/chrome.exe'),
  ),
};

/** A Chromium of this machine that tests can drive; `SATCHEL_CHROMIUM` names another. Nothing is downloaded. */
export function findChromium(): string | undefined {
  const named = process.env.SATCHEL_CHROMIUM;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return names[process.platform]?.find((path) => existsSync(path));
}

/** What a person types to have one. */
export function chromiumInstallCommand(): string {
  if (process.platform === 'linux' && existsSync('/usr/bin/apt-get')) {
    return 'sudo apt-get install --yes chromium';
  }
  return 'install Chrome or Chromium, or set SATCHEL_CHROMIUM to its path';
}

/**
 * What Chromium need not have ready: a second page's process, and two pages for its address bar in every window. They take
 * as much processor time as the page that is shown. Of several such lists it heeds the last, so Playwright's own follows.
 */
const unneeded = [
  ...['SpareRendererForSitePerProcess', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
];

/** Arguments under which a browser test is quiet: no first-run page, no background traffic. */
export const quietChromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--disable-features=${unneeded.join(',')}`,
];
