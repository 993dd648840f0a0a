import { expect, test } from 'vitest';
import { DeskLock } from '../../../engine/account/desk-lock.ts';
import { Pins } from '../../../engine/account/pins.ts';
import { memorySecrets, VirtualClock } from '../../support/virtual-clock.ts';

const cost = { memoryKib: 64, passes: 1 };
const MINUTE = 60_000;
const code = (name: string): unknown => expect.objectContaining({ code: name });

async function desk(secrets = memorySecrets(), clock = new VirtualClock()) {
  const pins = await Pins.open({ secrets, clock, cost });
  const states: boolean[] = [];
  const lock: DeskLock = new DeskLock({
    pins,
    clock,
    config: () => ({
      idleMinutes: 5,
      lockWithComputer: true,
      offlineDays: 14,
      dictionariesUrl: null,
    }),
    account: () => 'account',
    onChange: () => states.push(lock.state().locked),
  });
  return { lock, clock, secrets, states };
}

test('a desk that nobody shares is open, and belongs to its account', async () => {
  const { lock } = await desk();
  expect(lock.state()).toMatchObject({ shared: false, locked: false, person: 'account' });
  expect(() => lock.lock()).toThrow(code('PIN_NONE'));
});

test('a shared desk begins locked, and opens to a PIN', async () => {
  const first = await desk();
  await first.lock.setPin({ username: 'ann', role: 'staff' }, '2580');
  expect(first.lock.state()).toMatchObject({ shared: true, locked: false, person: 'ann' });
  const { lock, states } = await desk(first.secrets, first.clock);
  expect(lock.state()).toMatchObject({ shared: true, locked: true, person: null });
  expect(lock.person).toBeUndefined();
  await expect(lock.unlock('ann', '1470')).rejects.toThrow(code('PIN_REFUSED'));
  expect(lock.state().locked).toBe(true);
  await lock.unlock('ann', '2580');
  expect(lock.state()).toMatchObject({ locked: false, person: 'ann' });
  expect(states.at(-1)).toBe(false);
});

test('locks by itself once nobody was there for long enough, and not while somebody is', async () => {
  const { lock, clock, states } = await desk();
  await lock.setPin({ username: 'ann', role: 'staff' }, '2580');
  for (let minute = 0; minute < 12; minute++) {
    await clock.advance(MINUTE);
    lock.active();
  }
  expect(lock.state().locked).toBe(false);
  await clock.advance(4 * MINUTE);
  expect(lock.state().locked).toBe(false);
  await clock.advance(2 * MINUTE);
  expect(lock.state().locked).toBe(true);
  expect(states.at(-1)).toBe(true);
  // A window that still runs cannot keep it open.
  lock.active();
  expect(lock.state().locked).toBe(true);
});

test('a PIN is changed by who has it, and another’s removed only by an administrator', async () => {
  const { lock } = await desk();
  await lock.setPin({ username: 'boss', role: 'admin' }, '8520');
  await lock.setPin({ username: 'ann', role: 'staff' }, '2580');
  await expect(lock.changePin('1470', '3690')).rejects.toThrow(code('PIN_REFUSED'));
  await expect(lock.changePin('2580', '1111')).rejects.toThrow(code('PIN_WEAK'));
  await lock.changePin('2580', '3690');
  lock.lock();
  await expect(lock.unlock('ann', '2580')).rejects.toThrow(code('PIN_REFUSED'));
  await lock.unlock('ann', '3690');
  await expect(lock.removePin('boss')).rejects.toThrow(code('FORBIDDEN'));
  lock.lock();
  await lock.unlock('boss', '8520');
  expect((await lock.removePin('ann')).shared).toBe(true);
  expect((await lock.removePin('boss')).shared).toBe(false);
  expect(lock.people()).toEqual([]);
});

test('signing out locks a shared desk; a password opens it and gives the PIN its time again', async () => {
  const { lock, clock } = await desk();
  await lock.setPin({ username: 'ann', role: 'staff' }, '2580');
  await clock.advance(13 * 86_400_000);
  lock.signedOut();
  expect(lock.state()).toMatchObject({ locked: true, person: null });
  await lock.signedIn('ann', 'staff');
  expect(lock.state()).toMatchObject({ locked: false, person: 'ann' });
  const [person] = lock.people();
  expect(Date.parse(person?.expiresAt ?? '')).toBe(clock.now() + 14 * 86_400_000);
});

test('tells those who watch, the first state included', async () => {
  const { lock } = await desk();
  const stop = new AbortController();
  const states = lock.changes(stop.signal)[Symbol.asyncIterator]();
  expect((await states.next()).value).toMatchObject({ shared: false });
  await lock.setPin({ username: 'ann', role: 'staff' }, '2580');
  expect((await states.next()).value).toMatchObject({ shared: true, locked: false });
  lock.lock();
  expect((await states.next()).value).toMatchObject({ locked: true });
  stop.abort();
});
