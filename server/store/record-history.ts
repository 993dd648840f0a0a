import type { ServerHistory } from '../../shared/api/keeping.ts';
import type { Client } from './database.ts';

interface Row {
  at: Date;
  op: 'i' | 'u' | 'd';
  columns: string[];
  author: string;
  device: string;
  name: string | null;
  from: Date | null;
  to: Date | null;
}

const ops = { i: 'insert', u: 'update', d: 'delete' } as const;
const MOST = 500;

/**
 * The newest changes of one record that the audit holds: who, which device, when, which columns. `pk` is the key's
 * canonical wire JSON.
 */
export async function readRecordHistory(
  client: Client,
  clinic: number,
  { table, pk }: { table: string; pk: string },
): Promise<ServerHistory> {
  const { rows } = await client.query<Row>(
    `SELECT a.at, a.op, a.columns, a.author, a.device, n.name, a.edited_from AS "from", a.edited_to AS "to"
     FROM satchel.audit_of($2, $3) a
     LEFT JOIN LATERAL (
       SELECT s.device_name AS name FROM satchel.sessions s JOIN satchel.users u ON u.id = s.user_id
       WHERE u.clinic_id = $1 AND s.device = a.device AND s.device_name IS NOT NULL
       ORDER BY s.used_at DESC LIMIT 1) n ON true
     ORDER BY a.version DESC LIMIT ${String(MOST)}`,
    [clinic, table, pk],
  );
  return rows.map(({ at, op, columns, author, device, name, from, to }) => ({
    at: at.toISOString(),
    op: ops[op],
    columns,
    author,
    device,
    deviceName: name,
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
  }));
}
