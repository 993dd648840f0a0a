import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { fileName, saveSummaries } from '../../electron/ipc/save-summaries.ts';
import { choosePaths } from '../../electron/ipc/choose-paths.ts';
import { connectWindows } from '../../electron/ipc/connect-windows.ts';
import {
  contextBridge,
  FakeFrame,
  FakeWebContents,
  ipcRenderer,
  MessageChannelMain,
} from '../support/electron-double/electron.ts';
import { temporaryFolder } from '../support/test-desk.ts';

function setUp() {
  const ipcMain = new EventEmitter();
  const contents = new FakeWebContents();
  contents.mainFrame.url = 'app://satchel/index.html';
  const connected: unknown[] = [];
  const refused: string[] = [];
  connectWindows({
    ipcMain: ipcMain as never,
    engine: { connect: (port) => connected.push(port) },
    windows: new Set([contents as unknown as WebContents]),
    makeChannel: () => new MessageChannelMain(),
    log: { write: (_level, message) => refused.push(message) },
  });
  const ask = (sender: FakeWebContents, senderFrame: FakeFrame | null) =>
    ipcMain.emit('satchel:connect', { sender, senderFrame });
  return { ask, contents, connected, refused };
}

describe('connecting a window to the engine', () => {
  it('hands one end of a fresh channel to the engine and the other to the window, each time', () => {
    const { ask, contents, connected } = setUp();
    ask(contents, contents.mainFrame);
    ask(contents, contents.mainFrame);
    expect(connected).toHaveLength(2);
    expect(connected[0]).not.toBe(connected[1]);
    expect(contents.mainFrame.posted.map(({ channel, ports }) => [channel, ports.length])).toEqual([
      ['satchel:port', 1],
      ['satchel:port', 1],
    ]);
  });

  it('gives nothing to a frame inside the page, a strange window or a frame that is gone', () => {
    const { ask, contents, connected, refused } = setUp();
    const inner = new FakeFrame('app://satchel/index.html');
    ask(contents, inner);
    ask(contents, null);
    const stranger = new FakeWebContents();
    stranger.mainFrame.url = 'app://satchel/index.html';
    ask(stranger, stranger.mainFrame);
    expect(connected).toEqual([]);
    expect([inner.posted, contents.mainFrame.posted, stranger.mainFrame.posted]).toEqual([
      [],
      [],
      [],
    ]);
    expect(refused).toHaveLength(3);
  });

  it('carries the contract over such a channel', async () => {
    const { implement } = await import('@orpc/server');
    const { RPCHandler } = await import('@orpc/server/message-port');
    const { contract } = await import('../../shared/api/contract.ts');
    const { port1, port2 } = new MessageChannelMain();
    const cancel = implement(contract.sync.cancel).handler(() => ({ success: true }));
    new RPCHandler({ sync: { cancel } }).upgrade(port1, { context: {} });
    port1.start();
    const client = createORPCClient<{ sync: { cancel(input: object): Promise<unknown> } }>(
      new RPCLink({ port: port2 }),
    );
    port2.start();
    expect(await client.sync.cancel({})).toEqual({ success: true });
    port1.close();
  });
});

describe('choosing a database or a folder', () => {
  function asking(chosen: string | undefined) {
    const ipcMain = new EventEmitter();
    const contents = new FakeWebContents();
    contents.mainFrame.url = 'app://satchel/index.html#/setup';
    const shown: Electron.OpenDialogOptions[] = [];
    const refused: string[] = [];
    choosePaths({
      ipcMain: ipcMain as never,
      windows: new Set([contents as unknown as WebContents]),
      choose: (options) => {
        shown.push(options);
        return Promise.resolve(chosen);
      },
      log: { write: (_level, message) => refused.push(message) },
    });
    const ask = (channel: string, senderFrame: FakeFrame | null = contents.mainFrame) =>
      ipcMain.emit(channel, { sender: contents, senderFrame });
    return { ask, contents, shown, refused };
  }

  it('tells the page the path that a person chose, or that none was', async () => {
    for (const chosen of ['/clinic/old.db', undefined]) {
      const { ask, contents, shown } = asking(chosen);
      ask('satchel:choose-database');
      ask('satchel:choose-folder');
      await vi.waitFor(() => {
        expect(contents.mainFrame.posted).toEqual([
          { channel: 'satchel:chosen', message: chosen ?? null, ports: [] },
        ]);
      });
      // One dialog at a time.
      expect(shown.map(({ properties }) => properties)).toEqual([['openFile']]);
    }
  });

  it('shows nothing for a frame inside the page or one that is gone', () => {
    const { ask, shown, refused } = asking('/clinic/old.db');
    ask('satchel:choose-folder', new FakeFrame('app://satchel/index.html'));
    ask('satchel:choose-database', null);
    expect([shown, refused.length]).toEqual([[], 2]);
  });
});

describe('saving a summary as a PDF', () => {
  const summary = 'app://satchel/index.html#/records/patients/record/0198/print';

  function asking(chosen: string | undefined, country = 'DE') {
    const ipcMain = new EventEmitter();
    const contents = new FakeWebContents();
    contents.title = 'Rex: summary · Satchel';
    contents.mainFrame.url = summary;
    const suggested: string[] = [];
    const refused: string[] = [];
    saveSummaries({
      ipcMain: ipcMain as never,
      windows: new Set([contents as unknown as WebContents]),
      choosePath: (name) => {
        suggested.push(name);
        return Promise.resolve(chosen);
      },
      country,
      log: { write: (_level, message) => refused.push(message) },
    });
    const ask = (sender = contents, senderFrame: FakeFrame | null = contents.mainFrame) =>
      ipcMain.emit('satchel:pdf', { sender, senderFrame });
    const answers = () => contents.mainFrame.posted.map(({ message }) => message);
    return { ask, contents, suggested, refused, answers };
  }

  it('asks where, prints on the paper of the region, and tells the file’s name alone', async () => {
    const path = join(temporaryFolder(), 'kept.pdf');
    const { ask, contents, suggested, answers } = asking(path, 'US');
    ask();
    // A second click while the dialog is open asks nothing.
    ask();
    await vi.waitFor(() => {
      expect(answers()).toEqual([{ saved: 'yes', file: 'kept.pdf' }]);
    });
    expect(suggested).toEqual(['Rex summary.pdf']);
    expect(contents.printed).toMatchObject([{ pageSize: 'Letter' }]);
    expect(readFileSync(path, 'utf8')).toBe('%PDF-');
  });

  it('writes nothing where the person thought better of it', async () => {
    const { ask, contents, answers } = asking(undefined);
    ask();
    await vi.waitFor(() => {
      expect(answers()).toEqual([{ saved: 'cancelled' }]);
    });
    expect(contents.printed).toEqual([]);
  });

  it.each([
    'app://satchel/index.html#/records/patients/record/0198',
    'app://satchel/index.html#/records/owners/record/0198/print',
    'app://satchel/index.html#/settings?/records/patients/record/0198/print',
    'app://satchel.evil/index.html#/records/patients/record/0198/print',
    'https://example.com/index.html#/records/patients/record/0198/print',
  ])('refuses %s', (url) => {
    const { ask, contents, suggested, refused } = asking('/tmp/never.pdf');
    contents.mainFrame.url = url;
    ask();
    expect([suggested, refused.length]).toEqual([[], 1]);
  });

  it('refuses a frame inside the page, a strange window and a frame that is gone', () => {
    const { ask, suggested, refused } = asking('/tmp/never.pdf');
    const stranger = new FakeWebContents();
    stranger.mainFrame.url = summary;
    ask(undefined, new FakeFrame(summary));
    ask(undefined, null);
    ask(stranger, stranger.mainFrame);
    expect([suggested, refused.length]).toEqual([[], 3]);
  });

  it('suggests a name that every system takes', () => {
    expect(fileName('../../etc/passwd: summary · Satchel')).toBe('etc passwd summary.pdf');
    expect(fileName('A · B: summary · Satchel')).toBe('A · B summary.pdf');
    expect(fileName('... · Satchel')).toBe('summary.pdf');
  });
});

describe('the preload', () => {
  it('offers the page one function, and passes the port on to the page alone', async () => {
    const postMessage = vi.fn();
    vi.stubGlobal('window', { location: { origin: 'app://satchel' }, postMessage });
    await import('../../electron/preload.ts');
    const offered = contextBridge.exposed['satchel'] as { connect(): void };
    expect(Object.keys(contextBridge.exposed)).toEqual(['satchel']);
    expect(Object.keys(offered)).toEqual(['connect', 'savePdf', 'chooseDatabase', 'chooseFolder']);

    offered.connect();
    expect(ipcRenderer.sent).toEqual([['satchel:connect']]);
    ipcRenderer.emit('satchel:port', { ports: ['a port'] });
    expect(postMessage).toHaveBeenCalledWith('satchel:port', 'app://satchel', ['a port']);
    vi.unstubAllGlobals();
  });
});
