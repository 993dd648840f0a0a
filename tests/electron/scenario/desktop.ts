import type { Page } from 'playwright';
import type { EngineClient } from '../../../engine/index.ts';

/** The desktop app as its person and the system meet it; over the double or over a real Electron. */
export interface Desktop {
  readonly home: string;
  /** The page of its window, once there is one. */
  page(): Promise<Page>;
  /** Another client of the running app, such as the command line. */
  readonly client: EngineClient;
  windowIsVisible(): Promise<boolean>;
  closeWindow(): Promise<void>;
  tray(): Promise<{ toolTip: string; labels: readonly string[] }>;
  chooseInTray(label: string): Promise<void>;
  /** Those that are shown now, by title. */
  notifications(): Promise<readonly string[]>;
  dismissNotifications(): Promise<void>;
  clickNotification(title: string): Promise<void>;
  /** What the first instance is told when the app is started again. */
  startAgain(args: readonly string[]): Promise<void>;
  /** How macOS hands a link over, instead of as an argument. */
  openLink(link: string): Promise<void>;
  /** What the system says of the computer, as `powerMonitor` names it. */
  system(event: 'resume' | 'lock-screen' | 'unlock-screen'): Promise<void>;
  /** What the person answers to the next dialogs that ask for a file or a folder: a path, or null for Cancel. */
  answerDialogs(path: string | null): Promise<void>;
  /** Ends the engine's thread at once, whatever it is doing. */
  crashEngine(): Promise<void>;
  /** Ends the window's page as a crash of its process does. */
  crashPage(): Promise<void>;
  minimizeWindow(): Promise<void>;
  /** When the app has ended by itself; its exit code. */
  ended(): Promise<number | null>;
  /** Ends the app, in order; its exit code. */
  quit(): Promise<number | null>;
}

export interface LaunchOptions {
  readonly home: string;
  readonly args?: readonly string[];
  /** What the system's settings say of proxies, in the words of a PAC file; of the double alone. */
  readonly systemProxy?: string;
  /** Of the double's process. */
  readonly environment?: Readonly<Record<string, string>>;
}
