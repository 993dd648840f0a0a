import type { MenuItemConstructorOptions } from 'electron';

/** The application's menu: on macOS without it no shortcut for copying works, elsewhere it gives zoom, print and full screen. */
export function appMenu(options: {
  readonly platform: NodeJS.Platform;
  /** Reload and developer tools; never in an installed app. */
  readonly forDevelopers: boolean;
  readonly print: () => void;
}): MenuItemConstructorOptions[] {
  const { platform, forDevelopers, print } = options;
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        {
          label: 'Print…',
          accelerator: 'CmdOrCtrl+P',
          click: () => {
            print();
          },
        },
        { type: 'separator' },
        { role: 'close' },
        ...(platform === 'darwin' ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(forDevelopers
          ? [
              { type: 'separator' } as const,
              { role: 'reload' } as const,
              { role: 'toggleDevTools' } as const,
            ]
          : []),
      ],
    },
    { role: 'windowMenu' },
  ];
}
