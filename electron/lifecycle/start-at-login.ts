import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { App } from 'electron';

export interface StartAtLogin {
  isOn(): Promise<boolean>;
  set(on: boolean): Promise<void>;
}

export interface StartAtLoginOptions {
  readonly app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  /** The program to start; an AppImage names itself in `APPIMAGE`. */
  readonly program: string;
  /** `XDG_CONFIG_HOME`, or `~/.config`. */
  readonly configDir: string;
}

/** Starts the app hidden when its person signs in to the computer. Linux has no call for it but a file. */
export function createStartAtLogin(options: StartAtLoginOptions): StartAtLogin {
  const { app, platform, program, configDir } = options;
  if (platform !== 'linux') {
    const args = ['--hidden'];
    return {
      isOn: () => Promise.resolve(app.getLoginItemSettings({ args }).openAtLogin),
      set: (openAtLogin) => {
        app.setLoginItemSettings({ openAtLogin, args });
        return Promise.resolve();
      },
    };
  }
  const file = join(configDir, 'autostart', 'satchel.desktop');
  return {
    isOn: () =>
      readFile(file).then(
        () => true,
        () => false,
      ),
    set: async (on) => {
      if (!on) return rm(file, { force: true });
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, desktopEntry(program));
    },
  };
}

function desktopEntry(program: string): string {
  // The entry's own quoting: backslash, quote, backtick and dollar are escaped inside double quotes.
  const quoted = program.replace(/[\\"`$]/g, (character) => `\\${character}`);
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Satchel',
    `Exec="${quoted}" --hidden`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
