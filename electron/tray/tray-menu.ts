import type { MenuItemConstructorOptions } from 'electron';
import type { StatusReport } from '../../shared/api/status.ts';

/** What a click in the tray asks for. */
export interface TrayActions {
  syncNow(): void;
  pause(minutes: number | null): void;
  resume(): void;
  /** Opens the window, at a page of it where one is named. */
  open(page?: 'conflicts'): void;
  quit(): void;
}

export type TrayStatus = Pick<
  StatusReport,
  'state' | 'summary' | 'configured' | 'isSyncing' | 'conflicts' | 'quarantined' | 'pending'
>;

/** The tray's menu for a status; undefined before the engine has answered for the first time. */
export function trayMenu(
  status: TrayStatus | undefined,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const ready = status?.configured === true;
  const attention = (status?.conflicts ?? 0) + (status?.quarantined ?? 0);
  return [
    { label: status?.summary ?? 'Starting …', enabled: false },
    { type: 'separator' },
    {
      label: status?.isSyncing ? 'Syncing …' : 'Sync now',
      enabled: ready && !status.isSyncing,
      click: () => {
        actions.syncNow();
      },
    },
    ...pauseItems(status, actions),
    ...(attention > 0 ? [attentionItem(status, actions)] : []),
    { type: 'separator' },
    {
      label: 'Open Satchel',
      click: () => {
        actions.open();
      },
    },
    {
      label: 'Quit',
      click: () => {
        actions.quit();
      },
    },
  ];
}

function pauseItems(
  status: TrayStatus | undefined,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  if (!status?.configured) return [];
  if (status.state === 'paused') {
    return [
      {
        label: 'Resume',
        click: () => {
          actions.resume();
        },
      },
    ];
  }
  return [
    {
      label: 'Pause for an hour',
      click: () => {
        actions.pause(60);
      },
    },
    {
      label: 'Pause until resumed',
      click: () => {
        actions.pause(null);
      },
    },
  ];
}

function attentionItem(
  status: TrayStatus | undefined,
  actions: TrayActions,
): MenuItemConstructorOptions {
  const parts = [
    count(status?.conflicts ?? 0, 'conflict'),
    count(status?.quarantined ?? 0, 'refused record'),
  ].filter((part) => part !== '');
  return {
    label: `${parts.join(', ')} …`,
    click: () => {
      actions.open('conflicts');
    },
  };
}

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
