/**
 * What runs inside the page: a preload's own world beside the page's, as Electron has it. Both are turned into source
 * text, so neither may use anything from outside of itself.
 */

/** Calls out of the preload's world; Chromium gives it this function alone. */
export const BINDING = 'electronDouble';
export const PRELOAD_WORLD = 'electron-preload';

/** What the preload's world tells the main process. */
export type FromPage =
  | { readonly send: string; readonly args: readonly unknown[] }
  | { readonly port: number; readonly data: string | readonly number[] }
  | { readonly closed: number };

/** What the main process may do in the preload's world. */
export interface PreloadWorld {
  deliver(channel: string, message: unknown, ports: readonly number[]): void;
  toPort(port: number, data: string | readonly number[]): void;
}

/** In the page's world: functions stand for those of the preload and carry calls across by events of the document. */
export function pageWorld(): void {
  document.addEventListener('electron-double:expose', (event) => {
    const { name, functions } = JSON.parse((event as CustomEvent<string>).detail) as {
      name: string;
      functions: string[];
    };
    const call = (fn: string) => {
      document.dispatchEvent(
        new CustomEvent('electron-double:call', { detail: JSON.stringify({ name, fn }) }),
      );
    };
    const api = Object.fromEntries(
      functions.map((fn) => [
        fn,
        () => {
          call(fn);
        },
      ]),
    );
    Object.defineProperty(globalThis, name, { value: Object.freeze(api), configurable: true });
  });
  // Whichever world comes first, the page's functions are there before its scripts run.
  document.dispatchEvent(new CustomEvent('electron-double:hello'));
}

/** In the preload's world: `electron` as a preload sees it, then the preload itself. */
export function preloadWorld(preload: (require: (name: string) => unknown) => void): void {
  type Listener = (event: { ports: MessagePort[] }, message: unknown) => void;
  const listeners = new Map<string, Listener[]>();
  const ports = new Map<number, MessagePort>();
  const exposed = new Map<string, Record<string, () => void>>();
  const scope = globalThis as unknown as {
    electronDouble: (text: string) => void;
    preloadWorld: PreloadWorld;
  };
  const tell = (fact: FromPage): void => {
    scope.electronDouble(JSON.stringify(fact));
  };
  const decode = (data: string | readonly number[]) =>
    typeof data === 'string' ? data : new Uint8Array(data);

  scope.preloadWorld = {
    deliver: (channel, message, ids) => {
      const given = ids.map((id) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<string | Uint8Array>) => {
          tell({ port: id, data: typeof data === 'string' ? data : [...new Uint8Array(data)] });
        };
        port1.addEventListener('close', () => {
          tell({ closed: id });
        });
        ports.set(id, port1);
        return port2;
      });
      for (const listener of listeners.get(channel) ?? []) listener({ ports: given }, message);
    },
    toPort: (id, data) => {
      ports.get(id)?.postMessage(decode(data));
    },
  };

  const electron = {
    ipcRenderer: {
      on: (channel: string, listener: Listener) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
      send: (channel: string, ...args: unknown[]) => {
        tell({ send: channel, args });
      },
    },
    contextBridge: {
      exposeInMainWorld: (name: string, api: Record<string, () => void>) => {
        exposed.set(name, api);
        expose();
      },
    },
  };
  const expose = (): void => {
    for (const [name, api] of exposed) {
      const detail = JSON.stringify({ name, functions: Object.keys(api) });
      document.dispatchEvent(new CustomEvent('electron-double:expose', { detail }));
    }
  };
  document.addEventListener('electron-double:hello', expose);
  document.addEventListener('electron-double:call', (event) => {
    const { name, fn } = JSON.parse((event as CustomEvent<string>).detail) as {
      name: string;
      fn: string;
    };
    exposed.get(name)?.[fn]?.();
  });
  preload((name) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot load ${name}`);
    return electron;
  });
}
