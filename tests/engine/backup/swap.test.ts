import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { swapPlanPath } from '../../../engine/backup/restore-service.ts';
import { finishSwap, forgetPlan, planSwap, type SwapPoint } from '../../../engine/backup/swap.ts';
import { openWritable } from '../../../engine/store/database.ts';
import type { DatabaseKey } from '../../../engine/store/database-key.ts';
import { temporaryFolder } from '../store/temporary-store.ts';
import { databaseKinds } from './backup-desk.ts';
import { mortalProgram } from '../../support/mortal-programs.ts';

const points: readonly SwapPoint[] = ['planned', 'log-aside', 'old-kept', 'exchanged', 'done'];

/** A home whose database was killed with committed work in its WAL, and a swap that is planned. */
function plannedSwap(key: DatabaseKey | undefined) {
  const home = temporaryFolder();
  const to = join(home, 'clinic.db');
  const from = `${to}.restoring`;
  const displaced = join(home, 'displaced', 'old.db');
  mkdirSync(dirname(displaced));
  makeFile(from, key);
  const killed = openWritable(join(home, 'running.db'), { key });
  killed.exec("CREATE TABLE t (word); INSERT INTO t VALUES ('old'), ('old')");
  // As a kill leaves them: the file and a log that nobody has played back.
  copyFileSync(join(home, 'running.db'), to);
  copyFileSync(join(home, 'running.db-wal'), `${to}-wal`);
  killed.close();
  rmSync(join(home, 'running.db'));
  planSwap(swapPlanPath(home), { backup: 'b1', from, to, displaced, at: '2026-11-21T09:00:00Z' });
  return { home, to, displaced };
}

function makeFile(path: string, key: DatabaseKey | undefined): void {
  const db = openWritable(path, { key });
  db.exec("CREATE TABLE t (word); INSERT INTO t VALUES ('new')");
  db.close();
}

function wordsIn(path: string, key: DatabaseKey | undefined): unknown[] {
  const db = openWritable(path, { mustExist: true, key });
  try {
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    return db.all<{ word: string }>('SELECT word FROM t').map(({ word }) => word);
  } finally {
    db.close();
  }
}

describe.each(databaseKinds)('exchanging a %s database', (_kind, key) => {
  it('keeps the old one whole with its log, and never plays that into the new one', () => {
    const { home, to, displaced } = plannedSwap(key);
    expect(finishSwap(swapPlanPath(home))).toMatchObject({ backup: 'b1' });
    expect(wordsIn(to, key)).toEqual(['new']);
    expect(wordsIn(displaced, key)).toEqual(['old', 'old']);
    forgetPlan(swapPlanPath(home));
    expect(finishSwap(swapPlanPath(home))).toBeUndefined();
  });

  it.each(points)('killed at "%s": the next start finishes, and neither is lost', (point) => {
    const { home, to, displaced } = plannedSwap(key);
    const killed = spawnSync(process.execPath, [mortalProgram('swap'), home, point]);
    expect(killed.signal).toBe('SIGKILL');
    expect(finishSwap(swapPlanPath(home))).toMatchObject({ backup: 'b1' });
    expect(wordsIn(to, key)).toEqual(['new']);
    expect(wordsIn(displaced, key)).toEqual(['old', 'old']);
  });

  it('killed at each point in turn, one start after another, ends the same', () => {
    const { home, to, displaced } = plannedSwap(key);
    for (const point of points) {
      spawnSync(process.execPath, [mortalProgram('swap'), home, point]);
    }
    finishSwap(swapPlanPath(home));
    expect([wordsIn(to, key), wordsIn(displaced, key)]).toEqual([['new'], ['old', 'old']]);
  });

  it('before it is planned leaves the old one alone', () => {
    const { home, to } = plannedSwap(key);
    rmSync(swapPlanPath(home));
    expect(finishSwap(swapPlanPath(home))).toBeUndefined();
    expect(wordsIn(to, key)).toEqual(['old', 'old']);
  });

  it('with nothing to put in its place says so and makes no blank file', () => {
    const { home, to } = plannedSwap(key);
    rmSync(`${to}.restoring`);
    rmSync(to);
    expect(() => finishSwap(swapPlanPath(home))).toThrow(
      expect.objectContaining({ code: 'STORE_MISSING' }),
    );
    expect(existsSync(to)).toBe(false);
  });
});
