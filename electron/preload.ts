// Runs in the window's isolated world, before the page. The page sees one function an intent, never ipcRenderer.
import { contextBridge, ipcRenderer } from 'electron';
import { CONNECT_CHANNEL, PDF_CHANNEL, PORT_CHANNEL } from './ipc/channels.ts';

ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage(PORT_CHANNEL, window.location.origin, event.ports);
});

ipcRenderer.on(PDF_CHANNEL, (_event, outcome: unknown) => {
  window.postMessage({ kind: PDF_CHANNEL, outcome }, window.location.origin);
});

contextBridge.exposeInMainWorld('satchel', {
  /** Asks for a port to the engine; the page receives it as a `satchel:port` message from itself. */
  connect: (): void => {
    ipcRenderer.send(CONNECT_CHANNEL);
  },
  /** Asks for a PDF of the summary that the page shows; the page receives what became of it as a message from itself. */
  savePdf: (): void => {
    ipcRenderer.send(PDF_CHANNEL);
  },
});
