/** What Electron's preload offers; absent in a browser tab of the Node host. */
interface SatchelWindow {
  /**
   * Asks for a fresh port to the engine. The preload answers with
   * `window.postMessage('satchel:port', location.origin, [port])`.
   */
  connect(): Promise<void> | void;
  /**
   * Asks for a PDF of the patient's summary that the page shows; the person says where. The preload answers with
   * `window.postMessage({ kind: 'satchel:pdf', outcome }, location.origin)`.
   */
  savePdf(): void;
  /**
   * Each has a person choose in the system's dialog. The preload answers with
   * `window.postMessage({ kind: 'satchel:chosen', path }, location.origin)`; null where nothing was chosen.
   */
  chooseDatabase(): void;
  chooseFolder(): void;
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
