/** What Electron's preload offers; absent in a browser tab of the Node host. */
interface SatchelWindow {
  /**
   * Asks for a fresh port to the engine. The preload answers with
   * `window.postMessage('satchel:port', location.origin, [port])`.
   */
  connect(): Promise<void> | void;
}

/** Adds German to cronstrue when it is loaded. */
declare module 'cronstrue/locales/de';

interface ImportMetaEnv {
  /** Of package.json, put in by the build. */
  readonly SATCHEL_VERSION?: string;
}

interface Window {
  readonly satchel?: SatchelWindow;
}
