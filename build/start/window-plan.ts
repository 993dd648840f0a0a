import { hasDisplay } from '../find/display.ts';
import { fetchElectron } from './fetch-electron.ts';

/** How the window will be shown: by the desktop app, or, for the reason given, by the Node host. */
export type WindowPlan =
  | { readonly kind: 'electron'; readonly binary: string }
  | { readonly kind: 'host'; readonly reason: string };

/** Looks for a display first, then for the binary, and only then for a download. */
export async function planWindow(root: string, say: (line: string) => void): Promise<WindowPlan> {
  if (!hasDisplay()) {
    return { kind: 'host', reason: 'this machine has no display for a desktop window' };
  }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { kind: 'host', reason: 'Electron does not run as root' };
  }
  const binary = await fetchElectron(root, say);
  if (binary !== undefined) return { kind: 'electron', binary };
  return { kind: 'host', reason: "Electron's binary could not be downloaded" };
}
