import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { swapPlanPath } from '../../../engine/backup/restore-service.ts';
import { finishSwap, forgetPlan, planSwap, type SwapPoint } from '../../../engine/backup/swap.ts';
import { temporaryFolder } from '../store/temporary-store.ts';

const points: readonly SwapPoint[] = ['planned', 'log-aside', 'old-kept', 'swapped'];

/** A home whose database was killed with committed work in its WAL, and a swap that is planned. */
function plannedSwap() {
  const home = temporaryFolder();
  const to = join(home, 'clinic.db');
  const from = `${to}.restoring`;
  const displaced = join(home, 'displaced', 'old.db');
  mkdirSync(dirname(displaced));
  makeFile(from, 'new');
  const killed = new BetterSqlite3(join(home, 'running.db'));
  killed.pragma('journal_mode = WAL');
  killed.exec("CREATE TABLE t (word); INSERT INTO t VALUES ('old'), ('old')");
  // As a kill leaves them: the file and a log that nobody has played back.
  copyFileSync(join(home, 'running.db'), to);
  copyFileSync(join(home, 'running.db-wal'), `${to}-wal`);
  killed.close();
  rmSync(join(home, 'running.db'));
  planSwap(swapPlanPath(home), { backup: 'b1', from, to, displaced, at: '2026-11-21T09:00:00Z' });
  return { home, to, displaced };
}

function makeFile(path: string, word: string): void {
  const db = new BetterSqlite3(path);
  db.exec('CREATE TABLE t (word)');
  db.prepare('INSERT INTO t VALUES (?)').run(word);
  db.close();
}

function wordsIn(path: string): unknown[] {
  const db = new BetterSqlite3(path, { fileMustExist: true });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    return db.prepare('SELECT word FROM t').pluck().all();
  } finally {
    db.close();
  }
}

describe('exchanging the database', () => {
  it('keeps the old one whole with its log, and never plays that into the new one', () => {
    const { home, to, displaced } = plannedSwap();
    expect(finishSwap(swapPlanPath(home))).toMatchObject({ backup: 'b1' });
    expect(wordsIn(to)).toEqual(['new']);
    expect(wordsIn(displaced)).toEqual(['old', 'old']);
    forgetPlan(swapPlanPath(home));
    expect(finishSwap(swapPlanPath(home))).toBeUndefined();
  });

  it.each(points)('killed at "%s": the next start finishes, and neither is lost', (point) => {
    const { home, to, displaced } = plannedSwap();
    const killed = spawnSync(process.execPath, [
      'tests/engine/backup/swap-process.ts',
      home,
      point,
    ]);
    expect(killed.signal).toBe('SIGKILL');
    expect(finishSwap(swapPlanPath(home))).toMatchObject({ backup: 'b1' });
    expect(wordsIn(to)).toEqual(['new']);
    expect(wordsIn(displaced)).toEqual(['old', 'old']);
  });

  it('killed at each point in turn, one start after another, ends the same', () => {
    const { home, to, displaced } = plannedSwap();
    for (const point of points) {
      spawnSync(process.execPath, ['tests/engine/backup/swap-process.ts', home, point]);
    }
    finishSwap(swapPlanPath(home));
    expect([wordsIn(to), wordsIn(displaced)]).toEqual([['new'], ['old', 'old']]);
  });

  it('before it is planned leaves the old one alone', () => {
    const { home, to } = plannedSwap();
    rmSync(swapPlanPath(home));
    expect(finishSwap(swapPlanPath(home))).toBeUndefined();
    expect(wordsIn(to)).toEqual(['old', 'old']);
  });

  it('with nothing to put in its place says so and makes no blank file', () => {
    const { home, to } = plannedSwap();
    rmSync(`${to}.restoring`);
    rmSync(to);
    expect(() => finishSwap(swapPlanPath(home))).toThrow(
      expect.objectContaining({ code: 'STORE_MISSING' }),
    );
    expect(existsSync(to)).toBe(false);
  });
});
