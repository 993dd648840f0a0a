import type { Rectangle } from 'electron';

const SMALLEST = { width: 900, height: 600 };
const FIRST = { width: 1240, height: 820 };

/** How the window was left: its place, also where it filled the screen at the end. */
export interface KeptWindow extends Rectangle {
  readonly maximized?: boolean;
}

/** Undefined before a window was closed for the first time. */
export interface BoundsStore {
  get(): KeptWindow | undefined;
  set(kept: KeptWindow): void;
}

/**
 * The window's size and place: as it was left, unless the screen it was on is gone, in which case the system
 * places it. A window nobody can reach looks like an app that does not start.
 */
export function windowBounds(
  kept: Rectangle | undefined,
  screens: readonly Rectangle[],
): Partial<Rectangle> & { minWidth: number; minHeight: number } {
  const limits = { minWidth: SMALLEST.width, minHeight: SMALLEST.height };
  if (!kept) return { ...FIRST, ...limits };
  const size = {
    width: Math.max(kept.width, SMALLEST.width),
    height: Math.max(kept.height, SMALLEST.height),
  };
  const reachable = screens.some((screen) => overlap(kept, screen));
  return reachable ? { ...size, x: kept.x, y: kept.y, ...limits } : { ...size, ...limits };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 80 && down > 40;
}
