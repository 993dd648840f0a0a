import type { MenuItemConstructorOptions } from 'electron';
import type { StatusReport } from '../../shared/api/status.ts';

/** What a click in the tray asks for. */
export interface TrayActions {
  syncNow(): void;
  pause(minutes: number | null): void;
  resume(): void;
  backUpNow(): void;
  /** Opens the window, at a page of it where one is named. */
  open(page?: string): void;
  startAtLogin(on: boolean): void;
  quit(): void;
}

/** What the menu shows besides the status. */
export interface TrayExtras {
  /** Undefined while it is not known. */
  readonly startsAtLogin: boolean | undefined;
  /** A backup, verification or restore is under way. */
  readonly isBackingUp: boolean;
  /** The version that was downloaded and waits to be installed; undefined where none does. */
  readonly readyVersion: string | undefined;
}

export type TrayStatus = Pick<
  StatusReport,
  'state' | 'summary' | 'configured' | 'isSyncing' | 'conflicts' | 'quarantined' | 'pending'
>;

/** The tray's menu for a status; undefined before the engine has answered for the first time. */
export function trayMenu(
  { status, extras }: { status: TrayStatus | undefined; extras: TrayExtras },
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
    ...(extras.readyVersion === undefined ? [] : [updateItem(extras.readyVersion, actions)]),
    {
      label: extras.isBackingUp ? 'Backing up …' : 'Back up now',
      enabled: status !== undefined && !extras.isBackingUp,
      click: () => {
        actions.backUpNow();
      },
    },
    { type: 'separator' },
    {
      label: 'Open Satchel',
      click: () => {
        actions.open();
      },
    },
    ...(extras.startsAtLogin === undefined ? [] : [loginItem(extras.startsAtLogin, actions)]),
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

function loginItem(on: boolean, actions: TrayActions): MenuItemConstructorOptions {
  return {
    label: 'Start when I sign in to this computer',
    type: 'checkbox',
    checked: on,
    click: () => {
      actions.startAtLogin(!on);
    },
  };
}

function updateItem(version: string, actions: TrayActions): MenuItemConstructorOptions {
  return {
    label: `Version ${version} is ready …`,
    click: () => {
      actions.open('settings');
    },
  };
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
