import type { CompareReport } from '../../../shared/api/compare.ts';

export type Result = 'equal' | 'different' | 'unknown';

/** What the last comparison says of a table; nothing of one that it did not look at. */
export function resultOf(report: CompareReport | undefined, table: string): Result {
  const compared = report?.tables.find((one) => one.table === table);
  if (!compared) return 'unknown';
  return compared.equal ? 'equal' : 'different';
}

export function differentTables(report: CompareReport | undefined): string[] {
  return (report?.tables ?? []).filter(({ equal }) => !equal).map(({ table }) => table);
}
