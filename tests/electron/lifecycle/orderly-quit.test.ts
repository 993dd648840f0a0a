import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { quitInOrder } from '../../../electron/lifecycle/orderly-quit.ts';
import { createMemoryLog } from '../../support/memory-log.ts';

function setUp() {
  const log = createMemoryLog();
  const done: string[] = [];
  const closing = Promise.withResolvers<void>();
  let late: (() => void) | undefined;
  const app = Object.assign(new EventEmitter(), {
    quit: (): void => {
      const event = { answer: 'ended', preventDefault: () => (event.answer = 'not yet') };
      app.emit('before-quit', event);
      done.push(event.answer);
    },
    exit: (code: number) => done.push(`exit ${String(code)}`),
  });
  const quitting = quitInOrder({
    app,
    log,
    onQuitting: () => done.push('quitting'),
    close: () => {
      done.push('close');
      return closing.promise;
    },
    after: (_ms, then) => {
      late = then;
      return () => (late = undefined);
    },
  });
  return { app, done, closing, quitting, log, isLate: () => late?.() };
}

describe('quitting', () => {
  it('waits until everything is closed, however often it is asked', async () => {
    const { app, done, closing, quitting } = setUp();
    expect(quitting.isQuitting()).toBe(false);
    app.quit();
    app.quit();
    expect(quitting.isQuitting()).toBe(true);
    expect(done).toEqual(['quitting', 'close', 'not yet', 'not yet']);
    closing.resolve();
    await new Promise(setImmediate);
    expect(done.at(-1)).toBe('ended');
  });

  it('ends even where closing fails', async () => {
    const { app, done, closing } = setUp();
    app.quit();
    closing.reject(new Error('a port was gone'));
    await new Promise(setImmediate);
    expect(done.at(-1)).toBe('ended');
  });

  it('is cut off at its limit, and the log says so', () => {
    const { app, done, log, isLate } = setUp();
    app.quit();
    isLate();
    expect(done.at(-1)).toBe('exit 1');
    expect(log.lines.map(({ message }) => message)).toContain(
      'closing took too long and was cut off',
    );
  });
});
