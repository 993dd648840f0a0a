import type { DeletedRecord, Draft, RecordHistory } from '../../shared/api/keeping.ts';
import type { RecordView } from '../../shared/api/records.ts';

/** Drafts, deleted records and the history of the doubles, in memory. */
export class FakeKeeping {
  readonly #drafts = new Map<string, Draft>();
  readonly #deleted: DeletedRecord[] = [];
  readonly #iso: () => string;
  #lastId = 0;
  history: RecordHistory = { entries: [], asOf: null, problem: null };

  constructor(iso: () => string) {
    this.#iso = iso;
  }

  drafts(query: { table?: string | undefined; key?: string | null | undefined } = {}): Draft[] {
    return [...this.#drafts.values()]
      .filter(
        ({ table, key }) =>
          (query.table === undefined || query.table === table) &&
          (query.key === undefined || query.key === key),
      )
      .toReversed();
  }

  saveDraft(draft: Omit<Draft, 'savedAt'>): void {
    this.#drafts.set(draft.id, { ...draft, savedAt: this.#iso() });
  }

  discardDraft(id: string): boolean {
    return this.#drafts.delete(id);
  }

  noteDeleted({ table, key, title, values }: RecordView, by: string): void {
    const id = ++this.#lastId;
    this.#deleted.unshift({
      ...{ id, table, key, title, values, deletedBy: by, where: 'here' },
      deletedAt: this.#iso(),
    });
  }

  deleted({ table }: { table?: string | undefined } = {}): DeletedRecord[] {
    return this.#deleted.filter((one) => table === undefined || one.table === table);
  }

  takeDeleted(id: number): DeletedRecord | undefined {
    const at = this.#deleted.findIndex((one) => one.id === id);
    return at === -1 ? undefined : this.#deleted.splice(at, 1)[0];
  }
}
