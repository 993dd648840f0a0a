import type { PowerMonitor } from 'electron';

/** A computer that woke up or was unlocked syncs at once: its timers stood still. */
export function followPower(powerMonitor: Pick<PowerMonitor, 'on'>, onWake: () => void): void {
  powerMonitor.on('resume', onWake);
  powerMonitor.on('unlock-screen', onWake);
}
