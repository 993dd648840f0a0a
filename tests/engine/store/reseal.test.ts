import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReadonly } from '../../../engine/store/database.ts';
import { keyOfFile } from '../../../engine/store/find-key.ts';
import { resealDatabase, type ResealPoint } from '../../../engine/store/reseal.ts';
import { searchFilePath } from '../../../engine/store/search-file.ts';
import { temporaryClinic } from './temporary-store.ts';
import { testKey } from './test-key.ts';
import { mortalProgram } from '../../support/mortal-programs.ts';

const points: readonly ResealPoint[] = ['settled', 'copied', 'exchanged'];

function closedClinic(): string {
  const made = temporaryClinic();
  made.other
    .prepare("INSERT INTO owners (id, full_name) VALUES ('a', 'Canarygunde'), ('b', 'Canarygunde')")
    .run();
  made.store.gather();
  writeFileSync(searchFilePath(made.path), 'Canarygunde');
  made.close();
  return made.path;
}

function ownersOf(path: string): unknown {
  const db = openReadonly(path, { key: keyOfFile(path, [testKey]) });
  try {
    expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    return db.get(
      'SELECT (SELECT count(*) FROM owners) AS owners, (SELECT count(*) FROM _sync_dirty) AS unsent',
    );
  } finally {
    db.close();
  }
}

describe('another key for a database', () => {
  it.each(points)(
    'killed at "%s": the old or the new one is there, whole, and it goes on',
    async (point) => {
      const path = closedClinic();
      const killed = spawnSync(process.execPath, [mortalProgram('reseal'), path, point]);
      expect(killed.signal).toBe('SIGKILL');
      expect(ownersOf(path)).toEqual({ owners: 2, unsent: 2 });
      const from = keyOfFile(path, [testKey]);
      expect(from?.id).toBe(point === 'exchanged' ? testKey.id : undefined);
      if (!from) await resealDatabase({ path, from, to: testKey });
      expect(ownersOf(path)).toEqual({ owners: 2, unsent: 2 });
      expect(readdirSync(dirname(path)).filter((name) => name.includes('resealed'))).toEqual([]);
      expect(existsSync(searchFilePath(path))).toBe(false);
    },
  );
});
