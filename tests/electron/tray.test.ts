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

function menuOf(of: TrayStatus | undefined) {
  const done: string[] = [];
  const items = trayMenu(of, {
    syncNow: () => done.push('sync'),
    pause: (minutes) => done.push(`pause ${String(minutes)}`),
    resume: () => done.push('resume'),
    open: (page) => done.push(`open ${page ?? ''}`.trim()),
    quit: () => done.push('quit'),
  });
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
    expect(menuOf(status()).click('Quit')).toEqual(['quit']);
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

  it('is a PNG of the asked size with eight bits a channel', () => {
    const image = iconImage('synced', 32);
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([32, 32]);
    expect(pixelsOf(image).length).toBe(32 * (32 * 4 + 1));
  });

  it('differs for every state', () => {
    const images = deskStateSchema.options.map((state) => iconImage(state, 32).toString('base64'));
    expect(new Set(images).size).toBe(images.length);
  });

  it('is green for synced alone', () => {
    const isGreen = (state: (typeof deskStateSchema.options)[number]) => {
      const pixels = pixelsOf(iconImage(state, 32));
      return pixels.includes(Buffer.from([46, 160, 67, 255]));
    };
    expect(deskStateSchema.options.filter(isGreen)).toEqual(['synced']);
  });
});
