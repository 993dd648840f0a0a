import { describe, expect, it } from 'vitest';
import { type AutoCase, autoVerdict } from '../../../engine/conflicts/auto-resolve-rules.ts';
import { inEnglish } from '../../../shared/said/english.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

const edit: AutoCase = {
  kind: 'edit',
  here: true,
  createdAt: NOON - 90 * MINUTE,
  now: NOON,
  hasCounterpart: true,
  suggestion: null,
  editedAt: NOON - 10 * MINUTE,
  skewMs: 0,
  theirsAt: NOON - 5 * MINUTE,
};
const unique: AutoCase = { ...edit, kind: 'unique', suggestion: 'mara_a7k2' };

describe('what needs no person', () => {
  it.each<[string, AutoCase, string]>([
    ['the server’s later value is kept', edit, 'keep_remote'],
    ['this desk’s later value is left', { ...edit, theirsAt: NOON - 11 * MINUTE }, 'skip'],
    ['a value of the same moment is left', { ...edit, theirsAt: NOON - 10 * MINUTE }, 'skip'],
    ['a clock that is behind does not make an edit early', { ...edit, skewMs: 6 * MINUTE }, 'skip'],
    [
      'a clock that is ahead does not make an edit late',
      { ...edit, theirsAt: NOON - 12 * MINUTE, skewMs: -3 * MINUTE },
      'keep_remote',
    ],
    ['where no clock was measured it is left', { ...edit, skewMs: null }, 'skip'],
    ['where nobody knows when theirs was written it is left', { ...edit, theirsAt: null }, 'skip'],
    ['where nobody knows when mine was written it is left', { ...edit, editedAt: null }, 'skip'],
    ['another desk’s edit is judged by that desk’s clock', { ...edit, here: false }, 'keep_remote'],
    ['two records of one key are judged like edits', { ...edit, kind: 'insert' }, 'keep_remote'],
    ['an edit against a deletion is left', { ...edit, kind: 'edit-delete' }, 'skip'],
    ['a deletion against an edit is left', { ...edit, kind: 'delete-edit' }, 'skip'],
    ['a deleted parent is left', { ...edit, kind: 'parent-deleted' }, 'skip'],
    [
      'a record made within the hour takes another name',
      { ...unique, createdAt: NOON - 60 * MINUTE },
      'rename_local',
    ],
    ['an older one does not', { ...unique, theirsAt: NOON - 20 * MINUTE }, 'skip'],
    ['an older one whose value came later gives way', unique, 'keep_remote'],
    [
      'one the server does not have takes another name',
      { ...unique, hasCounterpart: false },
      'rename_local',
    ],
    [
      'one whose value cannot be made up is left',
      { ...unique, hasCounterpart: false, suggestion: null },
      'skip',
    ],
    ['one found elsewhere is left to that desk', { ...unique, here: false }, 'skip'],
  ])('%s', (_, of, act) => {
    const verdict = autoVerdict(of);
    expect(verdict.act).toBe(act);
    expect(inEnglish(verdict.why)).not.toBe('');
  });
});
