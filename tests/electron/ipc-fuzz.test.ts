import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { WebContents } from 'electron';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as allChannels from '../../electron/ipc/channels.ts';
import { CHOSEN_CHANNEL, PORT_CHANNEL } from '../../electron/ipc/channels.ts';
import { choosePaths } from '../../electron/ipc/choose-paths.ts';
import { saveSummaries } from '../../electron/ipc/save-summaries.ts';
import { connectWindows } from '../../electron/ipc/connect-windows.ts';
import { type EngineClient, type EngineHandle, startEngine } from '../../engine/index.ts';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { FakeWebContents, MessageChannelMain } from '../support/electron-double/electron.ts';
import { fuzzVerbs } from '../support/fuzz-verbs.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MESSAGES = 1000;
const home = mkdtempSync(join(tmpdir(), 'satchel-fuzz-'));
const log = createMemoryLog();
let engine: EngineHandle;
const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', noteUnhandled);
  engine = await startEngine({
    ...{ home, log, environment: {}, reader: false },
    entries: bundledThreads,
  });
});
afterAll(async () => {
  process.off('unhandledRejection', noteUnhandled);
  await engine.close();
  rmSync(home, { recursive: true });
});

/** Every verb of the contract by its path, and paths that are none. */
const path = fc.oneof(
  fc.constantFrom(
    ...['/records/add', '/records/list', '/records/delete', '/sync/run', '/sync/pause'],
    ...['/conflicts/resolve', '/settings/set', '/account/login', '/logs/list', '/status/watch'],
  ),
  fc.constantFrom('/__proto__/x', '/constructor', '/records/../../x', '/', '', '//evil.example/'),
  fc.string({ unit: 'binary' }),
);
const body = fc.oneof(
  fc.anything({ withBigInt: false, withTypedArray: false }).map((json) => safeJson({ json })),
  fc.anything().map((json) => safeJson({ json, meta: [[9, 'a', 'b']] })),
  fc.string({ unit: 'binary' }),
);
const message = fc.oneof(
  fc.tuple(fc.nat(), path, body).map(([i, u, b]) => safeJson({ i, p: { u, m: 'POST', b } })),
  fc.tuple(fc.nat(), path, body).map(([i, u, b]) => safeJson({ i, p: { u, b: safeParse(b) } })),
  fc.anything().map(safeJson),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 2000 }),
  fc.constantFrom<unknown>(undefined, null, 7, true, {}, [], new Map(), new Date(0), /x/),
);

describe('what a page that went wrong may send', () => {
  it(`is answered or dropped, ${String(MESSAGES)} malformed messages over its port, and the engine goes on`, async () => {
    const { port1, port2 } = new MessageChannel();
    engine.connect(port1);
    const before = (await engine.client.status.get({})).pending;
    const answers: string[] = [];
    port2.on('message', (answer) => answers.push(String(answer)));
    for (const one of fc.sample(message, { numRuns: MESSAGES, seed: 20260304 })) {
      port2.postMessage(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    port2.close();

    // Nothing got in, nothing fell over, and what was answered tells no more than that it was refused.
    expect((await engine.client.status.get({})).pending).toBe(before);
    expect(unhandled).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(answers.join()).not.toMatch(/ at \w+ \(|node_modules|\.ts:\d+/);
    expect(answers.join()).not.toContain(home);

    const fresh = new MessageChannel();
    engine.connect(fresh.port1);
    const link = new RPCLink({ port: fresh.port2, customJsonSerializers: exactNumbers });
    fresh.port2.start();
    const client = createORPCClient<EngineClient>(link);
    const added = await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    expect(added.key).not.toBe('');
    fresh.port2.close();
  });

  it(`opens no port and asks for no file, ${String(MESSAGES)} malformed events on each channel`, () => {
    const ipcMain = new EventEmitter();
    const own = new FakeWebContents();
    own.mainFrame.url = 'app://satchel/index.html';
    const done: unknown[] = [];
    const shared = {
      ipcMain: ipcMain as never,
      windows: new Set([own as unknown as WebContents]),
      log,
    };
    connectWindows({
      ...shared,
      engine: { connect: (port) => done.push(port) },
      makeChannel: () => new MessageChannelMain(),
    });
    saveSummaries({
      ...shared,
      choosePath: (suggested) => Promise.resolve(void done.push(suggested)),
      country: 'DE',
    });
    choosePaths({
      ...shared,
      choose: ({ properties }) => Promise.resolve(void done.push(properties)),
    });
    const frame = fc.record({ url: fc.webUrl() });
    const event = fc.record({
      sender: fc.oneof(fc.constant(own), fc.record({ mainFrame: frame })),
      senderFrame: fc.oneof(fc.constant(null), frame),
    });
    const args = fc.array(fc.anything(), { maxLength: 3 });
    const sent = fc.sample(fc.tuple(event, args), { numRuns: MESSAGES, seed: 20260305 });
    const channels = ipcMain.eventNames();
    const toPage: readonly unknown[] = [PORT_CHANNEL, CHOSEN_CHANNEL];
    const toMain = Object.values<unknown>(allChannels).filter((name) => !toPage.includes(name));
    expect(new Set(channels)).toEqual(new Set(toMain));
    for (const channel of channels) {
      for (const [given, rest] of sent) ipcMain.emit(channel, given, ...rest);
    }
    expect(done).toEqual([]);
    expect(unhandled).toEqual([]);
  });
});

describe('what no verb of the contract takes', () => {
  // A thousand of each are sent by the long test beside this one.
  it('is refused by every one of them, 20 malformed inputs each, and reaches no service', async () => {
    const found = await fuzzVerbs(20);
    expect(found.verbs.length).toBeGreaterThanOrEqual(100);
    expect(found).toMatchObject({ lacking: [], reached: [], leaking: [], dropped: 0 });
  });
});

function safeJson(value: unknown): string {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text ?? 'undefined';
  } catch {
    return '{';
  }
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
