import { beforeEach, describe, expect, it } from 'vitest';
import {
  backupNotice,
  type NoticeFacts,
  noticesBetween,
  updateNotice,
} from '../../../electron/notifications/notices.ts';
import { NoticeBoard } from '../../../electron/notifications/show-notices.ts';
import { Notification } from '../../support/electron-double/electron.ts';

const NOW = Date.parse('2026-03-04T10:00:00Z');
const facts = (change: Partial<NoticeFacts> = {}): NoticeFacts => ({
  state: 'synced',
  conflicts: 0,
  quarantined: 0,
  pending: 0,
  isOnline: true,
  offlineSince: null,
  ...change,
});
const kinds = (before: NoticeFacts | undefined, after: NoticeFacts) =>
  noticesBetween(before, after, NOW).map(({ kind }) => kind);
const offline = (minutes: number) =>
  facts({
    state: 'offline',
    isOnline: false,
    offlineSince: new Date(NOW - minutes * 60_000).toISOString(),
  });

describe('what a person is told of', () => {
  it('is a backup that failed just now, once, which opens the backups', () => {
    const failed = (at: string) => ({
      lastError: {
        code: 'BACKUP_NO_SPACE',
        message: 'There is too little space.',
        action: 'Free some.',
      },
      lastAttemptAt: at,
    });
    const fine = { lastError: null, lastAttemptAt: '1' };
    expect(backupNotice(fine, failed('2'))).toMatchObject({
      kind: 'backup',
      body: 'There is too little space. Free some.',
      page: 'backups',
    });
    expect(backupNotice(failed('2'), failed('2'))).toBeUndefined();
    expect(backupNotice(failed('2'), failed('3'))).toBeDefined();
    expect(backupNotice(failed('2'), fine)).toBeUndefined();
    expect(backupNotice(undefined, failed('2'))).toBeUndefined();
  });

  it('[UPD-4] is a newer version that was downloaded, once, which opens the settings', () => {
    const at = (phase: 'downloading' | 'ready' | 'staged', version = '1.3.0') => ({
      phase,
      version,
    });
    expect(updateNotice(at('downloading'), at('ready'))).toMatchObject({
      title: 'Version 1.3.0 is ready',
      page: 'settings',
    });
    expect(updateNotice(at('ready'), at('staged'))).toBeUndefined();
    expect(updateNotice(at('staged'), at('ready'))).toBeUndefined();
    expect(updateNotice(at('downloading'), at('downloading'))).toBeUndefined();
    expect(updateNotice(at('ready'), at('ready', '1.4.0'))).toBeDefined();
    expect(updateNotice(undefined, at('ready'))).toBeUndefined();
  });

  it('is a new conflict and a newly refused record, each opening its page', () => {
    expect(kinds(facts(), facts({ conflicts: 1 }))).toEqual(['conflicts']);
    expect(kinds(facts(), facts({ quarantined: 2 }))).toEqual(['quarantine']);
    const [notice] = noticesBetween(facts(), facts({ conflicts: 1 }), NOW);
    expect(notice).toMatchObject({ title: '1 conflict to decide', page: 'conflicts' });
  });

  it('is not what was there already, or became fewer', () => {
    expect(kinds(facts({ conflicts: 2 }), facts({ conflicts: 2 }))).toEqual([]);
    expect(kinds(facts({ conflicts: 2 }), facts({ conflicts: 1 }))).toEqual([]);
    expect(kinds(undefined, facts({ conflicts: 2 }))).toEqual([]);
  });

  it('is never a lost line, and a restored one only after a while', () => {
    expect(kinds(facts(), offline(0))).toEqual([]);
    expect(kinds(offline(2), facts())).toEqual([]);
    expect(kinds(offline(30), facts({ pending: 3 }))).toEqual(['reconnected']);
    const pages = (before: NoticeFacts, after: NoticeFacts) =>
      noticesBetween(before, after, NOW).map(({ page }) => page);
    expect(pages(offline(30), facts())).toEqual(['status']);
    expect(pages(facts(), facts({ quarantined: 1 }))).toEqual(['conflicts']);
  });
});

describe('notifications', () => {
  beforeEach(() => {
    Notification.all.length = 0;
  });

  it('open their page when they are clicked, and show one of a kind at a time', () => {
    const opened: string[] = [];
    const board = new NoticeBoard((page) => opened.push(page));
    const conflicts = { kind: 'conflicts', title: 'a', body: 'b', page: 'conflicts' } as const;
    board.show(conflicts);
    board.show({ ...conflicts, title: 'c' });
    expect(Notification.all.map(({ title, state }) => [title, state])).toEqual([
      ['a', 'closed'],
      ['c', 'shown'],
    ]);
    Notification.all.at(-1)?.emit('click');
    expect(opened).toEqual(['conflicts']);
    board.close();
  });
});
