import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { QUIT_LIMIT_MS, quitInOrder } from '../../../electron/lifecycle/orderly-quit.ts';
import { createMemoryLog } from '../../support/memory-log.ts';

function setUp() {
  const log = createMemoryLog();
  const done: string[] = [];
  const closing = Promise.withResolvers<void>();
  const waiting = new Map<number, () => void>();
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
    onSlow: () => done.push('takes a moment'),
    after: (ms, then) => {
      waiting.set(ms, then);
      return () => waiting.delete(ms);
    },
  });
  return { app, done, closing, quitting, log, after: (ms: number) => waiting.get(ms)?.() };
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

  it('is told of where it takes a moment, and not where it is over by then', async () => {
    const slow = setUp();
    slow.app.quit();
    slow.after(2000);
    expect(slow.done).toContain('takes a moment');
    const quick = setUp();
    quick.app.quit();
    quick.closing.resolve();
    await new Promise(setImmediate);
    quick.after(2000);
    expect(quick.done).not.toContain('takes a moment');
  });

  it('is cut off at its limit, and the log says so', () => {
    const { app, done, log, after } = setUp();
    app.quit();
    after(QUIT_LIMIT_MS);
    expect(done.at(-1)).toBe('exit 1');
    expect(log.lines.map(({ message }) => message)).toContain(
      'closing took too long and was cut off',
    );
  });
});
