import type { Draft } from '../../shared/api/keeping.ts';
import { withoutSystemTables } from '../../shared/records/system-tables.ts';
import type { DraftService } from '../api/services.ts';
import { discardDraft, listDrafts, saveDraft } from '../store/draft-store.ts';
import type { Store } from '../store/open-store.ts';
import { requireTable } from './record-query.ts';

const KEPT = 100;
const KEEP_MS = 60 * 86_400_000;

/**
 * Forms that were not saved. A draft is durable once `save` has returned, whatever becomes of the window or the engine,
 * and only its author sees it.
 */
export function createDraftService(store: Store, now: () => number): DraftService {
  const names = new Map(
    withoutSystemTables(store.schema).tables.map(({ name }) => [store.tableId(name), name]),
  );
  return {
    list({ table, key }) {
      return listDrafts(store.db, store.actor()).flatMap(({ tbl, savedAt, ...draft }): Draft[] => {
        // A table that this version does not know any more has no form.
        const name = names.get(tbl);
        if (name === undefined || (table !== undefined && table !== name)) return [];
        if (key !== undefined && key !== draft.key) return [];
        const { id, inputs, base } = draft;
        return [
          {
            id,
            table: name,
            key: draft.key,
            inputs: { ...inputs },
            base: { ...base },
            savedAt: new Date(savedAt).toISOString(),
          },
        ];
      });
    },
    save({ id, table, key, inputs, base }) {
      const tbl = store.tableId(requireTable(store.schema, table).name);
      saveDraft(store.db, store.actor(), {
        draft: { id, tbl, key, inputs, base, savedAt: now() },
        keep: KEPT,
        keepSince: now() - KEEP_MS,
      });
    },
    discard: (id) => discardDraft(store.db, store.actor(), id),
  };
}
