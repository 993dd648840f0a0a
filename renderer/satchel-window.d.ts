/** What Electron's preload offers; absent in a browser tab of the Node host. */
interface SatchelWindow {
  /**
   * Asks for a fresh port to the engine. The preload answers with
   * `window.postMessage('satchel:port', location.origin, [port])`.
   */
  connect(): Promise<void> | void;
}

interface Window {
  readonly satchel?: SatchelWindow;
}
