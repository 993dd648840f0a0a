import type { Client } from './database.ts';

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

export async function recordAudit(
  client: Client,
  commit: { clinic: number; version: number; device: string; user: number },
  entries: readonly AuditEntry[],
): Promise<void> {
  const rows = entries.map((entry) => ({
    tbl: entry.table,
    op: entry.op,
    columns: entry.columns,
    author: entry.author,
    from: day(entry.from),
    to: day(entry.to),
    keys: `[${entry.keys.join(',')}]`,
  }));
  await client.query({
    name: 'record-audit',
    text: `INSERT INTO satchel.audit
        (clinic_id, version, device, user_id, author, tbl, op, columns, edited_from, edited_to, keys)
      SELECT $1, $2, $3, $4, e.author, e.tbl, e.op::"char", e.columns, e."from", e."to", e.keys
      FROM json_to_recordset($5) AS e (tbl text, op text, columns text[], author text,
        "from" timestamptz, "to" timestamptz, keys text)`,
    values: [commit.clinic, commit.version, commit.device, commit.user, JSON.stringify(rows)],
  });
}

/** A device's clock may show anything; what no date can hold is left out. */
function day(ms: number): string | null {
  return Math.abs(ms) < 8e15 && ms > -62e12 && ms < 253_402_300_800_000
    ? new Date(ms).toISOString()
    : null;
}
