import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { iconImage } from '../../electron/tray/icon-image.ts';
import { type TrayStatus, trayMenu } from '../../electron/tray/tray-menu.ts';
import { deskStateSchema } from '../../shared/api/status.ts';

const status = (change: Partial<TrayStatus> = {}): TrayStatus => ({
  state: 'synced',
  summary: 'Everything is on the server.',
  configured: true,
  isSyncing: false,
  conflicts: 0,
  quarantined: 0,
  pending: 0,
  ...change,
});

function menuOf(of: TrayStatus | undefined, isBackingUp = false, readyVersion?: string) {
  const done: string[] = [];
  const items = trayMenu(
    { status: of, extras: { startsAtLogin: false, isBackingUp, readyVersion } },
    {
      syncNow: () => done.push('sync'),
      pause: (minutes) => done.push(`pause ${String(minutes)}`),
      resume: () => done.push('resume'),
      backUpNow: () => done.push('back up'),
      open: (page) => done.push(`open ${page ?? ''}`.trim()),
      startAtLogin: (on) => done.push(`start at login ${String(on)}`),
      quit: () => done.push('quit'),
    },
  );
  return {
    labels: items.map(({ label }) => label).filter((label) => label !== undefined),
    item: (label: string) => items.find((entry) => entry.label === label),
    click: (label: string) => {
      items
        .find((entry) => entry.label === label)
        ?.click?.(...([] as unknown as [never, never, never]));
      return done;
    },
  };
}

describe('the tray menu', () => {
  it('says how things stand in its first line, which cannot be clicked', () => {
    const { labels, item } = menuOf(status());
    expect(labels[0]).toBe('Everything is on the server.');
    expect(item('Everything is on the server.')?.enabled).toBe(false);
  });

  it('carries each entry to its own intent', () => {
    expect(menuOf(status()).click('Sync now')).toEqual(['sync']);
    expect(menuOf(status()).click('Pause for an hour')).toEqual(['pause 60']);
    expect(menuOf(status()).click('Pause until resumed')).toEqual(['pause null']);
    expect(menuOf(status()).click('Open Satchel')).toEqual(['open']);
    expect(menuOf(status()).click('Start when I sign in to this computer')).toEqual([
      'start at login true',
    ]);
    expect(menuOf(status()).click('Back up now')).toEqual(['back up']);
    expect(menuOf(status()).click('Quit')).toEqual(['quit']);
  });

  it('backs up one at a time, also without a server', () => {
    expect(menuOf(status({ configured: false })).item('Back up now')?.enabled).toBe(true);
    expect(menuOf(status(), true).item('Backing up …')?.enabled).toBe(false);
  });

  it('offers Resume instead of Pause while paused', () => {
    const { labels, click } = menuOf(status({ state: 'paused' }));
    expect(labels).toContain('Resume');
    expect(labels.some((label) => label.startsWith('Pause'))).toBe(false);
    expect(click('Resume')).toEqual(['resume']);
  });

  it('counts what needs a person, and opens it', () => {
    const { click, labels } = menuOf(status({ state: 'attention', conflicts: 2, quarantined: 1 }));
    expect(labels).toContain('2 conflicts, 1 refused record …');
    expect(click('2 conflicts, 1 refused record …')).toEqual(['open conflicts']);
    expect(menuOf(status()).labels.join()).not.toContain('conflict');
  });

  it('[UPD-4] names a version that waits to be installed, and opens where it is seen', () => {
    const { click } = menuOf(status(), false, '1.3.0');
    expect(click('Version 1.3.0 is ready …')).toEqual(['open settings']);
    expect(menuOf(status()).labels.join()).not.toContain('Version');
  });

  it('never starts a second sync, nor one without a server', () => {
    expect(menuOf(status({ isSyncing: true })).item('Syncing …')?.enabled).toBe(false);
    expect(menuOf(status({ configured: false })).item('Sync now')?.enabled).toBe(false);
    expect(menuOf(undefined).item('Sync now')?.enabled).toBe(false);
    expect(menuOf(undefined).labels[0]).toBe('Starting …');
  });
});

describe('the tray icon', () => {
  const pixelsOf = (image: Buffer) => {
    const length = image.readUInt32BE(33);
    return inflateSync(image.subarray(41, 41 + length));
  };
  const look = { size: 32, style: 'light', badge: false } as const;
  const green = Buffer.from([46, 160, 67, 255]);
  const red = Buffer.from([207, 54, 54, 255]);

  it('is a PNG of the asked size with eight bits a channel', () => {
    const image = iconImage('synced', look);
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([32, 32]);
    expect(pixelsOf(image).length).toBe(32 * (32 * 4 + 1));
  });

  it.each([16, 32])('differs for every state by its shape alone, at %i pixels', (size) => {
    const images = deskStateSchema.options.map((state) =>
      iconImage(state, { size, style: 'template', badge: false }).toString('base64'),
    );
    expect(new Set(images).size).toBe(images.length);
  });

  it('is another picture for every state, panel and mark', () => {
    const pictures = deskStateSchema.options.flatMap((state) =>
      (['light', 'dark', 'template'] as const).flatMap((style) =>
        [true, false].map((badge) =>
          iconImage(state, { size: 16, style, badge }).toString('base64'),
        ),
      ),
    );
    expect(new Set(pictures).size).toBe(deskStateSchema.options.length * 6);
  });

  it('is black alone as a template, which macOS colours itself', () => {
    const pixels = pixelsOf(iconImage('error', { size: 32, style: 'template', badge: true }));
    const coloured = Array.from({ length: 32 * 32 }, (_, n) => {
      const at = Math.floor(n / 32) * (32 * 4 + 1) + 1 + (n % 32) * 4;
      return [...pixels.subarray(at, at + 3)];
    }).filter((colour) => colour.some((part) => part !== 0));
    expect(coloured).toEqual([]);
  });

  it('is green for synced alone', () => {
    const isGreen = (state: (typeof deskStateSchema.options)[number]) =>
      pixelsOf(iconImage(state, look)).includes(green);
    expect(deskStateSchema.options.filter(isGreen)).toEqual(['synced']);
  });

  it('bears a mark where somebody is needed, whatever the state', () => {
    expect(pixelsOf(iconImage('offline', look)).includes(red)).toBe(false);
    expect(pixelsOf(iconImage('offline', { ...look, badge: true })).includes(red)).toBe(true);
  });

  it('fits a dark panel as well as a light one', () => {
    expect(iconImage('synced', { ...look, style: 'dark' })).not.toEqual(iconImage('synced', look));
  });
});
