import { describe, expect, it } from 'vitest';
import { hasUnfinished } from '../../../engine/store/unfinished.ts';
import { openTestDesk } from '../../support/test-desk.ts';

const waiting = {
  'a record added beside Satchel': `INSERT INTO keepers VALUES ('k1', 'Ann', NULL, 'ann')`,
  'an edit beside Satchel': `INSERT INTO _sync_image (tbl, at, arrivals) VALUES (0, 1, 0)`,
  'an edit in the outbox': `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    VALUES (0, 'k1', 'insert', 1, x'00', 'ann', 1, 1)`,
  'a batch without an answer': `INSERT INTO _sync_batch (batch, incarnation, previous, body, revs, rows, frozen_at)
    VALUES (1, 'i', NULL, x'00', '[]', 0, 1)`,
  'a record set aside': `INSERT INTO _sync_quarantine (tbl, pk, op, reason, columns, detail, rev, at)
    VALUES (0, 'k1', 'insert', 'unique', '[]', NULL, 1, 1)`,
  'news of a conflict': `INSERT INTO _sync_conflict_news VALUES ('c1')`,
  'an open conflict': `INSERT INTO _sync_conflict (id, tbl, pk, field, kind, theirs_version, found_at)
    VALUES ('c1', 0, 'k1', 'name', 'update', '1.1', 1)`,
};

describe('whether anything waits at this desk', () => {
  it('nothing does where all is sent and decided', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [{ table: 'keepers', row: ['k1', 'Ann', null, 'ann'] }]);
    expect(hasUnfinished(desk.store.db)).toBe(false);
  });

  it.each(Object.entries(waiting))('%s does', (_, sql) => {
    const desk = openTestDesk();
    desk.store.db.run(sql);
    expect(hasUnfinished(desk.store.db)).toBe(true);
  });

  it('a conflict that was decided does not', () => {
    const desk = openTestDesk();
    desk.store.db.run(waiting['an open conflict']);
    desk.store.db.run('UPDATE _sync_conflict SET resolved_at = 2');
    expect(hasUnfinished(desk.store.db)).toBe(false);
  });
});
