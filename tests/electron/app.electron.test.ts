import { describe } from 'vitest';
import { desktopScenario } from './scenario/desktop-scenario.ts';
import { launchReal } from './scenario/launch-real.ts';

describe('the desktop app on a real Electron', () => {
  desktopScenario(launchReal);
});
