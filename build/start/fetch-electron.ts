import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectronBinary } from '../find/electron-binary.ts';

/** Without a further byte for this long the download is given up. */
const STALLED_MS = 10_000;
const LOOK_EVERY_MS = 500;

/**
 * Electron's binary, downloaded where it is not on this machine yet; undefined where that gets no further. The
 * download goes to a folder of its own, whose size tells whether it moves.
 */
export async function fetchElectron(
  root: string,
  say: (line: string) => void,
  stalledMs = STALLED_MS,
): Promise<string | undefined> {
  const found = findElectronBinary(root);
  if (found !== undefined) return found;
  say('Downloading Electron (once; given up after 10 s without progress) …');
  const scratch = mkdtempSync(join(tmpdir(), 'satchel-electron-'));
  const installer = spawn(process.execPath, [join(root, 'node_modules/electron/install.js')], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      TMPDIR: scratch,
      TEMP: scratch,
      TMP: scratch,
      ELECTRON_GET_NO_PROGRESS: '1',
    },
  });
  const end = new Promise<void>((resolve) => {
    installer.once('error', () => {
      resolve();
    });
    installer.once('close', () => {
      resolve();
    });
  });
  const running = (): boolean =>
    installer.pid !== undefined && installer.exitCode === null && installer.signalCode === null;
  let size = -1;
  let movedAt = performance.now();
  while (running()) {
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
    const now = sizeOf(scratch) + sizeOf(join(root, 'node_modules/electron/dist'));
    if (now !== size) movedAt = performance.now();
    size = now;
    if (performance.now() - movedAt > stalledMs) installer.kill('SIGKILL');
  }
  rmSync(scratch, { recursive: true, force: true });
  return findElectronBinary(root);
}

/** Bytes below a folder; files that vanish meanwhile count as none. */
function sizeOf(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
    }
  } catch {
    return bytes;
  }
  return bytes;
}
