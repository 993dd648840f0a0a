// Runs in the window's isolated world, before the page. The page sees one function an intent, never ipcRenderer.
import { contextBridge, ipcRenderer } from 'electron';
import { CONNECT_CHANNEL, PORT_CHANNEL } from './ipc/channels.ts';

ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage(PORT_CHANNEL, window.location.origin, event.ports);
});

contextBridge.exposeInMainWorld('satchel', {
  /** Asks for a port to the engine; the page receives it as a `satchel:port` message from itself. */
  connect: (): void => {
    ipcRenderer.send(CONNECT_CHANNEL);
  },
});
