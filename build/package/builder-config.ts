import type { Configuration } from 'electron-builder';
import { PRODUCT_ID } from '../../engine/updates/release-signature.ts';

/** What electron-builder packs: the bundle that `npm run build` makes, and nothing of sources or tests. */
export const builderConfig: Configuration = {
  appId: PRODUCT_ID,
  productName: 'Satchel',
  directories: { output: 'build/out/installers' },
  files: [
    'package.json',
    'build/out/electron/**',
    'build/out/renderer/**',
    '!node_modules/**',
    '!**/*.map',
  ],
  asar: true,
  // Machine code cannot be loaded from inside an archive.
  asarUnpack: ['build/out/electron/node_modules/better-sqlite3/prebuilds/**'],
  // The machine code is Node-API and loads in Electron as it is.
  npmRebuild: false,
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  protocols: [{ name: 'Satchel', schemes: ['satchel'] }],
  linux: { target: ['AppImage', 'deb'], category: 'MedicalSoftware', maintainer: 'Satchel' },
  // People install from the dmg; an update is taken from the zip, and without one there is none for macOS.
  mac: { target: ['dmg', 'zip'], category: 'public.app-category.medical', hardenedRuntime: true },
  win: { target: ['nsis'] },
  // A clinic's records are not the installer's to remove.
  nsis: { oneClick: false, perMachine: false, deleteAppDataOnUninstall: false },
  // Makes electron-builder write the manifest; each desk's own address is a setting, and nothing is published from here.
  publish: { provider: 'generic', url: 'https://updates.invalid/' },
};
