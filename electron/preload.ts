// Runs in the window's isolated world, before the page. The page sees one function an intent, never ipcRenderer.
import { contextBridge, ipcRenderer } from 'electron';
import {
  CHOOSE_DATABASE_CHANNEL,
  CHOOSE_FOLDER_CHANNEL,
  CHOSEN_CHANNEL,
  CONNECT_CHANNEL,
  PDF_CHANNEL,
  PORT_CHANNEL,
} from './ipc/channels.ts';

ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage(PORT_CHANNEL, window.location.origin, event.ports);
});

ipcRenderer.on(PDF_CHANNEL, (_event, outcome: unknown) => {
  window.postMessage({ kind: PDF_CHANNEL, outcome }, window.location.origin);
});

ipcRenderer.on(CHOSEN_CHANNEL, (_event, path: unknown) => {
  window.postMessage({ kind: CHOSEN_CHANNEL, path }, window.location.origin);
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
  /** Each has the person choose in the system's dialog; the page receives the path as a message from itself. */
  chooseDatabase: (): void => {
    ipcRenderer.send(CHOOSE_DATABASE_CHANNEL);
  },
  chooseFolder: (): void => {
    ipcRenderer.send(CHOOSE_FOLDER_CHANNEL);
  },
});
