import type { PowerMonitor } from 'electron';

export interface PowerActions {
  /** Somebody is back, and timers stood still meanwhile. */
  readonly cameBack: () => void;
  /** Nobody of this account is in front of the computer any more. */
  readonly wentAway: () => void;
  /** The computer is about to be switched off. */
  readonly shutsDown: () => void;
}

/**
 * What the system says of the computer. Battery, mains and heat are left out: a sync costs little, and what waits on a laptop
 * that is about to run empty should be sent rather than kept.
 */
export function followPower(powerMonitor: Pick<PowerMonitor, 'on'>, actions: PowerActions): void {
  const { cameBack, wentAway, shutsDown } = actions;
  powerMonitor.on('resume', cameBack);
  powerMonitor.on('unlock-screen', cameBack);
  powerMonitor.on('user-did-become-active', cameBack);
  powerMonitor.on('suspend', wentAway);
  powerMonitor.on('lock-screen', wentAway);
  powerMonitor.on('user-did-resign-active', wentAway);
  // Prevented, the system waits for the app to close by itself; Electron's types leave the event out.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    shutsDown();
  });
}
