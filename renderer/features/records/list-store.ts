import { createStore, useStore } from 'zustand';
import type { TableDescription } from '../../../shared/api/records.ts';
import { beforeLock } from '../../ui/before-lock.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

interface ListView {
  readonly search: string;
  readonly sort: Sort | undefined;
  /** Pixels, so that coming back from a record finds the list where it was left. */
  readonly scrollTop: number;
}

const untouched: ListView = { search: '', sort: undefined, scrollTop: 0 };

/** How each table's list was left. In memory only: what was searched for may name a patient. */
const store = createStore<Readonly<Record<string, ListView>>>(() => ({}));

beforeLock(() => {
  store.setState({}, true);
});

export function useListView(table: string): ListView {
  return useStore(store, (views) => views[table] ?? untouched);
}

export function setListView(table: string, change: Partial<ListView>): void {
  store.setState((views) => ({ [table]: { ...(views[table] ?? untouched), ...change } }));
}

export function listView(table: string): ListView {
  return store.getState()[table] ?? untouched;
}

/** From here on a list that nobody sorted keeps the engine's own order, which costs no sorting. */
const SORTED_ROWS = 20_000;

/** Newest first where a list begins with a time, by its first words otherwise. */
export function defaultSort(table: TableDescription, rows: number): Sort | undefined {
  const first = table.columns.find(({ name }) => name === table.listColumns[0]);
  if (!first || first.references) return undefined;
  if (first.type === 'timestamp' || first.type === 'date')
    return { column: first.name, descending: true };
  return rows <= SORTED_ROWS ? { column: first.name, descending: false } : undefined;
}

/** Ascending at first, then the other way round. */
export function nextSort(current: Sort | undefined, column: string): Sort {
  if (current?.column !== column) return { column, descending: false };
  return { column, descending: !current.descending };
}
