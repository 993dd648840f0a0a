import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { seededRandom, suggestFree } from './suggest-free.ts';
import { countEqual } from '../store/record-edits.ts';
import type { Store } from '../store/open-store.ts';
import { toSql } from '../store/values.ts';

/**
 * Another value for a unique field, free at this desk. Never for a sensitive one: a microchip number that nobody read
 * from a chip is worse than none.
 */
export function uniqueSuggestion(
  store: Store,
  {
    table,
    column,
    value,
    seed,
  }: { table: TableManifest; column: ColumnManifest; value: WireValue; seed: string },
): string | undefined {
  if (!column.unique || column.sensitive || column.type !== 'text') return undefined;
  if (typeof value !== 'string') return undefined;
  const place = { table: table.name, column: column.name };
  const isFree = (tried: string): boolean =>
    countEqual(store.db, place, toSql(column.type, tried)) === 0;
  return suggestFree(value, isFree, seededRandom(seed));
}
