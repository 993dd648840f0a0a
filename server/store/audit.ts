/** What one author did to one table in a commit, in the same way; compact however many records it is. */
export interface AuditEntry {
  readonly table: string;
  readonly op: string;
  readonly columns: readonly string[];
  readonly author: string;
  readonly from: number;
  readonly to: number;
  /** JSON keys of the records. */
  readonly keys: readonly string[];
}

/** The entries as JSON, as `storeAnswer` takes them. */
export function auditJson(entries: readonly AuditEntry[]): string {
  return JSON.stringify(
    entries.map((entry) => ({
      tbl: entry.table,
      op: entry.op,
      columns: entry.columns,
      author: entry.author,
      from: day(entry.from),
      to: day(entry.to),
      keys: `[${entry.keys.join(',')}]`,
    })),
  );
}

/** A device's clock may show anything; what no date can hold is left out. */
function day(ms: number): string | null {
  return Math.abs(ms) < 8e15 && ms > -62e12 && ms < 253_402_300_800_000
    ? new Date(ms).toISOString()
    : null;
}
