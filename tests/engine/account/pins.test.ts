import { expect, test } from 'vitest';
import { Pins } from '../../../engine/account/pins.ts';
import type { Secrets } from '../../../engine/ports.ts';
import { memorySecrets, VirtualClock } from '../../support/virtual-clock.ts';

const cost = { memoryKib: 64, passes: 1 };
const code = (name: string, details: object = {}): unknown =>
  expect.objectContaining({ code: name, details: expect.objectContaining(details) as unknown });
const DAY = 86_400_000;

async function ann(secrets: Secrets = memorySecrets(), clock = new VirtualClock()) {
  const pins = await Pins.open({ secrets, clock, cost });
  await pins.set({ username: 'ann', role: 'staff', grantUntil: clock.now() + 14 * DAY }, '2580');
  return { pins, clock, secrets };
}

test('lets in with the PIN and with no other, and keeps only an argon2id hash of it', async () => {
  const { pins, secrets } = await ann();
  await expect(pins.check('ann', '2581')).rejects.toThrow(code('PIN_REFUSED', { left: 9 }));
  expect(await pins.check('ann', '2580')).toMatchObject({ username: 'ann', failures: 0 });
  await expect(pins.check('bea', '2580')).rejects.toThrow(code('PIN_UNKNOWN'));
  const kept = (await secrets.get('pins')) ?? '';
  expect(kept).toContain('$argon2id$');
  expect(kept).not.toContain('2580');
});

test('waits longer after each wrong PIN, also when started again, and then only a password helps', async () => {
  const { clock, secrets } = await ann();
  const waits: number[] = [];
  for (let wrong = 1; wrong <= 10; wrong++) {
    // Every try is made by an engine that has just been started.
    const again = await Pins.open({ secrets, clock, cost });
    await expect(again.check('ann', '0000')).rejects.toThrow(
      code('PIN_REFUSED', { left: 10 - wrong }),
    );
    const wait = (again.find('ann')?.blockedUntil ?? 0) - clock.now();
    waits.push(wait / 1000);
    if (wait > 0 && wrong < 10) {
      await expect(again.check('ann', '2580')).rejects.toThrow(
        code('PIN_BLOCKED', { seconds: wait / 1000 }),
      );
      await clock.advance(wait);
    }
  }
  expect(waits).toEqual([0, 0, 5, 10, 20, 40, 80, 160, 320, 640]);
  await clock.advance(3_600_000);
  const pins = await Pins.open({ secrets, clock, cost });
  await expect(pins.check('ann', '2580')).rejects.toThrow(code('PIN_VOID'));
  await pins.renew('ann', { role: 'staff', grantUntil: clock.now() + DAY });
  expect(await pins.check('ann', '2580')).toMatchObject({ failures: 0 });
});

test('counts a try before it is looked at: a kill, or many windows at once, give none for nothing', async () => {
  const { pins, clock, secrets } = await ann();
  const tries = await Promise.allSettled(
    Array.from({ length: 12 }, () => pins.check('ann', '1357')),
  );
  const codes = tries.map((one) =>
    one.status === 'rejected' ? (one.reason as { code: string }).code : '',
  );
  expect(codes.filter((one) => one === 'PIN_REFUSED')).toHaveLength(3);
  expect(codes.filter((one) => one === 'PIN_BLOCKED')).toHaveLength(9);

  const before = JSON.parse((await secrets.get('pins')) ?? '') as {
    people: { failures: number }[];
  };
  const stuck: Secrets = {
    ...secrets,
    set: async (name, value) => {
      await secrets.set(name, value);
      throw new Error('killed here');
    },
  };
  await clock.advance(60_000);
  const killed = await Pins.open({ secrets: stuck, clock, cost });
  await expect(killed.check('ann', '2580')).rejects.toThrow('killed here');
  const after = JSON.parse((await secrets.get('pins')) ?? '') as typeof before;
  expect(after.people[0]?.failures).toBe((before.people[0]?.failures ?? 0) + 1);
});

test('a right PIN starts the count anew', async () => {
  const { pins } = await ann();
  for (let round = 0; round < 6; round++) {
    await expect(pins.check('ann', '0001')).rejects.toThrow(code('PIN_REFUSED', { left: 9 }));
    await pins.check('ann', '2580');
  }
});

test('ends with its time, and a clock that is put back makes it last no longer', async () => {
  const { pins, clock, secrets } = await ann();
  await clock.advance(13 * DAY);
  await pins.check('ann', '2580');
  const early = await Pins.open({ secrets, clock: new VirtualClock(clock.now() - 10 * DAY), cost });
  await early.set({ username: 'bea', role: 'staff', grantUntil: clock.now() - DAY }, '2580');
  await expect(early.check('bea', '2580')).rejects.toThrow(code('PIN_EXPIRED'));
  await clock.advance(2 * DAY);
  await expect(pins.check('ann', '2580')).rejects.toThrow(code('PIN_EXPIRED'));
});

test.each(['123', '1234', '4321', '0000', '12ab', '1234567890123', ''])(
  'refuses %j as too easy to guess',
  async (pin) => {
    const { pins, clock } = await ann();
    expect(() =>
      pins.set({ username: 'bea', role: 'staff', grantUntil: clock.now() + DAY }, pin),
    ).toThrow(code('PIN_WEAK'));
    expect(pins.find('bea')).toBeUndefined();
  },
);
