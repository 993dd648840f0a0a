import type { DeskList } from '../../shared/api/desks.ts';
import { type Database, inTransaction } from './database.ts';

/** A clinic with more has a list that nobody reads to its end. */
const MOST = 500;

interface DeskRow {
  readonly id: string;
  readonly name: string | null;
  readonly username: string;
  readonly seen: Date;
  readonly sent: Date | null;
  readonly live: boolean;
}

/** Every desk that ever signed in to the clinic, last seen first. A desk in use renews its token every ten minutes. */
export async function listDesks({ pool }: Database, clinic: number): Promise<DeskList> {
  // The batches of other clinics cannot be seen, and neither can one's own without naming the clinic.
  const { rows } = await inTransaction(
    pool,
    { clinic, mode: 'REPEATABLE READ READ ONLY' },
    (client) =>
      client.query<DeskRow>(
        `SELECT d.*, b.sent, greatest(d.used, coalesce(b.sent, d.used)) AS seen
     FROM (
       SELECT s.device AS id,
         (array_agg(s.device_name ORDER BY s.created_at DESC)
           FILTER (WHERE s.device_name IS NOT NULL))[1] AS name,
         (array_agg(u.username ORDER BY s.used_at DESC))[1] AS username,
         max(s.used_at) AS used,
         bool_or(s.revoked_at IS NULL) AS live
       FROM satchel.sessions s JOIN satchel.users u ON u.id = s.user_id
       WHERE u.clinic_id = $1 AND s.kind = 'device' AND s.device IS NOT NULL
       GROUP BY s.device
     ) d
     LEFT JOIN LATERAL (
       SELECT max(at) AS sent FROM satchel.batches
       WHERE clinic_id = $1 AND device = d.id
     ) b ON true
     ORDER BY seen DESC LIMIT $2`,
        [clinic, MOST],
      ),
  );
  return {
    desks: rows.map(({ id, name, username, seen, sent, live }) => ({
      id,
      name,
      username,
      lastSeen: seen.toISOString(),
      lastSent: sent?.toISOString() ?? null,
      signedIn: live,
    })),
  };
}
