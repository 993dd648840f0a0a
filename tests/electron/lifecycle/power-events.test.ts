import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { lockWithComputer } from '../../../electron/lifecycle/lock-with-computer.ts';
import { followPower } from '../../../electron/lifecycle/power-events.ts';

describe('what the system says of the computer', () => {
  it.each([
    ['resume', 'back'],
    ['unlock-screen', 'back'],
    ['user-did-become-active', 'back'],
    ['suspend', 'away'],
    ['lock-screen', 'away'],
    ['user-did-resign-active', 'away'],
    ['on-battery', undefined],
    ['thermal-state-change', undefined],
  ])('%s is taken as: %s', (event, expected) => {
    const power = new EventEmitter();
    const done: string[] = [];
    followPower(power as never, {
      cameBack: () => done.push('back'),
      wentAway: () => done.push('away'),
      shutsDown: () => done.push('off'),
    });
    power.emit(event);
    expect(done.at(0)).toBe(expected);
    expect(done.length).toBeLessThan(2);
  });

  it('has the computer wait with switching off until the app has quit in order', () => {
    const power = new EventEmitter();
    const done: string[] = [];
    const nothing = () => undefined;
    const shutsDown = () => done.push('quit');
    followPower(power as never, { cameBack: nothing, wentAway: nothing, shutsDown });
    power.emit('shutdown', { preventDefault: () => done.push('wait') });
    expect(done).toEqual(['wait', 'quit']);
  });
});

describe('a desk whose computer is locked', () => {
  it.each([
    ['is locked', { shared: true, locked: false, locksWithComputer: true }, 1],
    [
      'stays as it is where it is locked',
      { shared: true, locked: true, locksWithComputer: true },
      0,
    ],
    [
      'stays open where its settings say so',
      { shared: true, locked: false, locksWithComputer: false },
      0,
    ],
    [
      'stays open where nobody could unlock it',
      { shared: false, locked: false, locksWithComputer: true },
      0,
    ],
  ])('%s', async (_title, state, times) => {
    let locked = 0;
    const desk = {
      state: () => Promise.resolve(state),
      lock: () => Promise.resolve((locked += 1)),
    };
    await lockWithComputer({ desk } as never);
    expect(locked).toBe(times);
  });
});
