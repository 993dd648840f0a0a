import { describe, expect, it } from 'vitest';
import { StatusTray } from '../../electron/tray/status-tray.ts';
import type { StatusReport } from '../../shared/api/status.ts';
import { nativeTheme, Tray } from '../support/electron-double/electron.ts';

function setUp(platform: NodeJS.Platform = 'linux') {
  const done: string[] = [];
  const note = (what: string) => () => done.push(what);
  const tray = new StatusTray({
    platform,
    actions: {
      syncNow: note('sync'),
      pause: note('pause'),
      resume: note('resume'),
      backUpNow: note('back up'),
      open: note('open'),
      startAtLogin: note('login'),
      quit: note('quit'),
    },
  });
  return { tray, shown: Tray.shown.at(-1)!, done };
}

const status = (change: Partial<StatusReport> = {}) =>
  ({
    state: 'synced',
    summary: 'Everything is on the server.',
    configured: true,
    isSyncing: false,
    conflicts: 0,
    quarantined: 0,
    pending: 0,
    ...change,
  }) as StatusReport;

describe('the tray', () => {
  it('follows the status in icon, words and menu', () => {
    const { tray, shown } = setUp();
    tray.show(status());
    const synced = shown.image;
    expect(shown.toolTip).toBe('Satchel: Everything is on the server.');
    tray.show(status({ state: 'attention', conflicts: 1, summary: 'Needs you.' }));
    expect(shown.image).not.toBe(synced);
    expect(shown.menu.map(({ label }) => label)).toContain('1 conflict …');
  });

  it('leaves an open menu alone while it would say the same', () => {
    const { tray, shown } = setUp();
    tray.show(status());
    const { menu, image } = shown;
    tray.show(status({ pending: 0 }));
    expect([shown.menu, shown.image]).toEqual([menu, image]);
    expect(shown.menu).toBe(menu);
  });

  it('turns with the panel’s theme, and leaves its colour to macOS', () => {
    const { tray, shown } = setUp();
    tray.show(status());
    const light = shown.image.png;
    nativeTheme.shouldUseDarkColors = true;
    nativeTheme.emit('updated');
    expect(shown.image.png).not.toEqual(light);
    nativeTheme.shouldUseDarkColors = false;
    const mac = setUp('darwin');
    mac.tray.show(status());
    expect(mac.shown.image.isTemplate).toBe(true);
    tray.close();
    expect(shown.destroyed).toBe(true);
  });

  it('says that it is closing and for how long at most, and offers nothing more', () => {
    const { tray, shown } = setUp();
    tray.show(status());
    tray.sayClosing(20);
    expect(shown.toolTip).toContain('20 seconds at most');
    expect(shown.menu.map(({ enabled }) => enabled)).toEqual([false]);
    tray.show(status({ state: 'offline' }));
    expect(shown.toolTip).toContain('20 seconds at most');
  });

  it('has its mark while somebody is needed, and one menu for each thing that happens', () => {
    const { tray, shown } = setUp();
    tray.show(status());
    const calm = shown.image.png;
    tray.show(status({ quarantined: 1 }));
    expect(shown.image.png).not.toEqual(calm);
    tray.show(status());
    expect(shown.image.png).toEqual(calm);
    tray.setExtras({ isBackingUp: true, readyVersion: '1.3.0' });
    const labels = shown.menu.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Backing up …', 'Version 1.3.0 is ready …']));
  });

  it('opens the window on a click', () => {
    const { shown, done } = setUp();
    shown.emit('click');
    expect(done).toEqual(['open']);
  });
});
