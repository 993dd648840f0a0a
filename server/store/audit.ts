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

/** SQL that notes what a batch of the device `$2` of the clinic `$1` did; `entries` are as `auditJson` has them. */
export function auditSql(of: {
  readonly version: string;
  readonly user: string;
  readonly entries: string;
  /** What `version` is a column of, if of anything. */
  readonly from?: string;
}): string {
  const from = of.from === undefined ? '' : `${of.from}, `;
  return `INSERT INTO satchel.audit
      (clinic_id, version, device, user_id, author, tbl, op, columns, edited_from, edited_to, keys)
    SELECT $1, ${of.version}, $2, ${of.user}, e.author, e.tbl, e.op::"char", e.columns, e."from", e."to", e.keys
    FROM ${from}json_to_recordset(${of.entries}) AS e (tbl text, op text, columns text[], author text,
      "from" timestamptz, "to" timestamptz, keys text)`;
}

/** The entries as JSON, as `auditSql` takes them. */
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
