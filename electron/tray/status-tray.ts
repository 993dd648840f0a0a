import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { StatusReport } from '../../shared/api/status.ts';
import { iconImage, type IconLook } from './icon-image.ts';
import { type TrayActions, type TrayExtras, trayMenu } from './tray-menu.ts';

export interface StatusTrayOptions {
  readonly actions: TrayActions;
  readonly platform: NodeJS.Platform;
}

/** The tray icon: shows what the engine says about this desk, and carries a click to it. */
export class StatusTray {
  readonly #actions: TrayActions;
  readonly #platform: NodeJS.Platform;
  readonly #tray: Tray;
  readonly #redraw = (): void => {
    this.#draw();
  };
  #status: StatusReport | undefined;
  #extras: TrayExtras = {
    startsAtLogin: undefined,
    isBackingUp: false,
    readyVersion: undefined,
  };
  /** Making a menu anew closes the one that a person has open, so it is made only when it says something else. */
  #menuKey = '';
  #iconKey = '';
  #isClosing = false;

  constructor({ actions, platform }: StatusTrayOptions) {
    this.#actions = actions;
    this.#platform = platform;
    this.#tray = new Tray(this.#image('not-configured', false));
    this.#tray.on('click', () => {
      actions.open();
    });
    nativeTheme.on('updated', this.#redraw);
    this.#draw();
  }

  show(status: StatusReport): void {
    this.#status = status;
    this.#draw();
  }

  setExtras(extras: Partial<TrayExtras>): void {
    this.#extras = { ...this.#extras, ...extras };
    this.#draw();
  }

  /** From now on nothing can be asked for, and it says how long that can last. */
  sayClosing(limitSeconds: number): void {
    nativeTheme.off('updated', this.#redraw);
    const words = `Satchel is closing: ${String(limitSeconds)} seconds at most`;
    this.#tray.setContextMenu(Menu.buildFromTemplate([{ label: words, enabled: false }]));
    this.#tray.setToolTip(words);
    this.#isClosing = true;
  }

  close(): void {
    nativeTheme.off('updated', this.#redraw);
    this.#tray.destroy();
  }

  #draw(): void {
    if (this.#isClosing) return;
    const status = this.#status;
    const menu = trayMenu({ status, extras: this.#extras }, this.#actions);
    const menuKey = JSON.stringify(menu);
    if (menuKey !== this.#menuKey) {
      this.#menuKey = menuKey;
      this.#tray.setContextMenu(Menu.buildFromTemplate(menu));
    }
    const state = status?.state ?? 'not-configured';
    const badge = (status?.conflicts ?? 0) + (status?.quarantined ?? 0) > 0;
    const iconKey = `${state} ${String(badge)} ${this.#style()}`;
    if (iconKey !== this.#iconKey) {
      this.#iconKey = iconKey;
      this.#tray.setImage(this.#image(state, badge));
    }
    this.#tray.setToolTip(`Satchel: ${status?.summary ?? 'starting …'}`);
  }

  #style(): IconLook['style'] {
    if (this.#platform === 'darwin') return 'template';
    return nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  }

  #image(state: StatusReport['state'], badge: boolean): Electron.NativeImage {
    const style = this.#style();
    const picture = nativeImage.createFromBuffer(iconImage(state, { size: 16, style, badge }));
    const buffer = iconImage(state, { size: 32, style, badge });
    picture.addRepresentation({ scaleFactor: 2, buffer });
    picture.setTemplateImage(style === 'template');
    return picture;
  }
}
