import { spawn } from 'node:child_process';

const TITLE = 'Satchel';

/**
 * Shows a notice on this computer's desktop, by what its platform has for that. False where it has nothing. The text is
 * an argument or a variable, never part of a command line.
 */
export async function notify(text: string): Promise<boolean> {
  const [command, ...args] = commandFor(process.platform, text);
  if (command === undefined) return false;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'ignore',
      env: { ...process.env, SATCHEL_NOTICE: text },
      timeout: NOTICE_TIMEOUT_MS,
    });
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}

const NOTICE_TIMEOUT_MS = 20_000;

export function commandFor(platform: NodeJS.Platform, text: string): string[] {
  if (platform === 'darwin') {
    const script = 'display notification (item 1 of argv) with title (item 2 of argv)';
    return ['osascript', '-e', 'on run argv', '-e', script, '-e', 'end run', text, TITLE];
  }
  if (platform === 'win32') return ['powershell', '-NoProfile', '-Command', BALLOON];
  return ['notify-send', '--app-name', TITLE, TITLE, text];
}

const BALLOON = [
  'Add-Type -AssemblyName System.Windows.Forms, System.Drawing',
  '$icon = New-Object System.Windows.Forms.NotifyIcon',
  '$icon.Icon = [System.Drawing.SystemIcons]::Warning',
  '$icon.Visible = $true',
  `$icon.ShowBalloonTip(10000, '${TITLE}', $env:SATCHEL_NOTICE, 'Warning')`,
  'Start-Sleep -Seconds 10',
  '$icon.Dispose()',
].join('; ');
