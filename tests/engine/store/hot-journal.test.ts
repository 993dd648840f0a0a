import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openReadonly } from '../../../engine/store/database.ts';
import { databaseKeyOf } from '../../../engine/store/database-key.ts';
import { keyOfFile } from '../../../engine/store/find-key.ts';
import { hasHotJournal } from '../../../engine/store/hot-journal.ts';
import { checkBeforeOpening } from '../../../engine/store/startup-check.ts';
import { databaseKinds } from '../backup/backup-desk.ts';
import { temporaryClinic } from './temporary-store.ts';

const otherKey = databaseKeyOf(new Uint8Array(20).fill(9));
const OWNERS = 2000;

it.each(databaseKinds)(
  'a %s database that was killed with a journal beside it is as it was before, and a wrong key drops nothing of it',
  (kind, key) => {
    const made = temporaryClinic(key);
    const { path } = made;
    const insert = made.other.prepare('INSERT INTO owners (id, full_name) VALUES (?, ?)');
    made.other.transaction(() => {
      for (let index = 0; index < OWNERS; index++) insert.run(String(index), 'Ada');
    })();
    made.close();
    const killed = spawnSync(process.execPath, [
      'tests/engine/store/journal-process.ts',
      path,
      kind,
    ]);
    expect(killed.signal).toBe('SIGKILL');
    expect(hasHotJournal(path)).toBe(true);

    if (key) {
      expect(() => keyOfFile(path, [otherKey])).toThrow(
        expect.objectContaining({ code: 'STORE_KEY_WRONG' }),
      );
      expect(hasHotJournal(path)).toBe(true);
    }
    const found = keyOfFile(path, [otherKey, ...(key ? [key] : [])]);
    expect(found?.id).toBe(key?.id);
    const facts = { expected: true, crashed: true, now: 0 };
    checkBeforeOpening({
      ...facts,
      path,
      key: found,
      quarantine: join(dirname(path), 'quarantine'),
    });
    const db = openReadonly(path, { key: found });
    expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(db.get("SELECT count(*) AS n FROM owners WHERE full_name = 'Ada'")).toEqual({
      n: OWNERS,
    });
    db.close();
    expect(readdirSync(dirname(path)).filter((name) => name.includes('probe'))).toEqual([]);
  },
);
