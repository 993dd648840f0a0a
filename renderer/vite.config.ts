import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as {
  version: string;
};

/** The window as static files that run under a strict policy: no inline script, nothing from elsewhere. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react()],
  define: { 'import.meta.env.SATCHEL_VERSION': JSON.stringify(version) },
  build: {
    outDir: here('../build/out/renderer'),
    emptyOutDir: true,
    // Electron's Chromium and browsers that know `light-dark()`: lowering it would need inline styles.
    target: ['chrome125', 'firefox128', 'safari17.5'],
    // The preload helper and inlined assets would need what the policy forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
});
