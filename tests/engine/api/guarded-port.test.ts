import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { guardPort } from '../../../engine/api/guarded-port.ts';

/** What comes through a guarded port of these messages, and how many were dropped. */
async function through(messages: readonly unknown[]) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => {
    port1.close();
  });
  const passed: unknown[] = [];
  let dropped = 0;
  const guarded = guardPort(port1, () => (dropped += 1)) as unknown as {
    onMessage: { addListener(listener: (data: unknown) => void): void };
  };
  guarded.onMessage.addListener((data) => passed.push(data));
  for (const message of [...messages, 'the end']) port2.postMessage(message);
  for (let heard = 0; heard <= messages.length; heard += 1) await once(port1, 'message');
  return { passed, dropped: dropped - 1 };
}

const call = (body: unknown, change: object = {}) =>
  JSON.stringify({ i: 1, p: { u: '/records/list', m: 'POST', b: body, ...change } });

it('lets a call of the contract and its end through', async () => {
  const messages = [call({ json: {} }), JSON.stringify({ i: 1, t: 4 })];
  expect(await through(messages)).toEqual({ passed: messages, dropped: 0 });
});

it('drops what is larger than any call a window makes', async () => {
  const fits = call({ json: 'x'.repeat(31 * 1024 * 1024) });
  const tooLarge = call({ json: 'x'.repeat(32 * 1024 * 1024) });
  const { passed, dropped } = await through([tooLarge, fits]);
  expect([passed.length, dropped]).toEqual([1, 1]);
  expect(passed[0] === fits).toBe(true);
});

it.each([
  ['bytes', new Uint8Array([1])],
  ['no JSON', '{'],
  ['another method', call({}, { m: 'DELETE' })],
  ['a path out of the contract', call({}, { u: '/../secrets' })],
  ['an address of another host', call({}, { u: '//example.com/' })],
  ['a form or a file', call({}, { h: { 'Content-Type': 'multipart/form-data' } })],
  ['a number that is no name', JSON.stringify({ i: {}, p: { u: '/records/list', b: {} } })],
])('drops %s', async (_what, message) => {
  expect(await through([message])).toEqual({ passed: [], dropped: 1 });
});
