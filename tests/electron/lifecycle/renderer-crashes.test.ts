import { describe, expect, it } from 'vitest';
import { recoverRenderer } from '../../../electron/lifecycle/renderer-crashes.ts';
import { FakeWebContents } from '../../support/electron-double/electron.ts';
import { createMemoryLog } from '../../support/memory-log.ts';

describe('a window whose page died', () => {
  it('is loaded again, and after repeats only when a person says so', () => {
    const contents = new FakeWebContents();
    const log = createMemoryLog();
    const done: string[] = [];
    let crashes = 0;
    recoverRenderer(contents as never, {
      log,
      crashed: () => (crashes += 1) >= 3,
      reload: () => done.push('reload'),
      ask: () => done.push('ask'),
    });
    const gone = (reason: string) =>
      contents.emit('render-process-gone', {}, { reason, exitCode: 5 });
    gone('clean-exit');
    expect(done).toEqual([]);
    for (const reason of ['crashed', 'oom', 'killed']) gone(reason);
    expect(done).toEqual(['reload', 'reload', 'ask']);
    expect(log.lines.map(({ fields }) => fields['reason'])).toEqual(['crashed', 'oom', 'killed']);
  });
});
