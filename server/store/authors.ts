import type { AuthorsAnswer, AuthorsRequest } from '../../shared/protocol/authors.ts';
import { type Database, inTransaction } from './database.ts';

/** Who wrote which image of a record, from the commits and the audit of the clinic. */
export async function findAuthors(
  { pool }: Database,
  clinic: number,
  wanted: AuthorsRequest['rows'],
): Promise<AuthorsAnswer['rows']> {
  const options = { clinic, mode: 'REPEATABLE READ READ ONLY' } as const;
  return inTransaction(pool, options, async (client) => {
    const { rows } = await client.query<{
      n: string;
      at: Date;
      device: string | null;
      author: string | null;
    }>(
      `SELECT r.n, c.at, s.device_name AS device, a.author
       FROM unnest($2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY AS r (tbl, pk, version, n)
       JOIN satchel.commits c ON c.clinic_id = $1 AND c.version = r.version
       LEFT JOIN LATERAL (
         SELECT a.author FROM satchel.audit a
         WHERE a.clinic_id = $1 AND a.version = r.version AND a.tbl = r.tbl
           AND a.keys::jsonb @> jsonb_build_array(r.pk::jsonb)
         LIMIT 1) a ON true
       LEFT JOIN LATERAL (
         SELECT s.device_name FROM satchel.sessions s JOIN satchel.users u ON u.id = s.user_id
         WHERE u.clinic_id = $1 AND s.device = c.device ORDER BY s.created_at DESC LIMIT 1) s ON true`,
      [
        clinic,
        wanted.map(({ table }) => table),
        wanted.map(({ key }) => JSON.stringify(key)),
        wanted.map(({ version }) => version),
      ],
    );
    const found = new Map(rows.map((row) => [Number(row.n), row]));
    return wanted.map((_, index) => {
      const row = found.get(index + 1);
      return row ? { at: row.at.toISOString(), device: row.device, author: row.author } : null;
    });
  });
}
