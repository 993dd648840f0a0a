import type { Database } from './database.ts';

export interface SessionRow {
  readonly id: string;
  readonly user: number;
  readonly device: string | null;
}

export async function addSession(
  { pool }: Database,
  session: {
    user: number;
    kind: 'device' | 'form';
    device?: string | undefined;
    deviceName?: string | undefined;
    token: Buffer;
  },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH session AS (
       INSERT INTO satchel.sessions (user_id, kind, device, device_name) VALUES ($1, $2, $3, $4) RETURNING id
     ), token AS (
       INSERT INTO satchel.refresh_tokens (hash, session_id) SELECT $5, id FROM session
     )
     SELECT id FROM session`,
    [session.user, session.kind, session.device ?? null, session.deviceName ?? null, session.token],
  );
  return (rows[0] as { id: string }).id;
}

export type Rotation = { readonly session: SessionRow } | RefusedRotation;

interface RefusedRotation {
  readonly refused: 'unknown' | 'revoked' | 'reused';
}

/**
 * Spends a refresh token and records the next one. A token that was spent longer ago than the grace is in two
 * hands: its whole family is revoked. Within the grace the answer was lost, and another token is issued.
 */
export async function rotateToken(
  { pool }: Database,
  { token, next, graceSeconds }: { token: Buffer; next: Buffer; graceSeconds: number },
): Promise<Rotation> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<
      SessionRow & { revoked: boolean; spent: boolean; graced: boolean }
    >(
      `SELECT s.id, s.user_id AS "user", s.device, s.revoked_at IS NOT NULL AS revoked,
              t.used_at IS NOT NULL AS spent,
              coalesce(t.used_at > now() - make_interval(secs => $2), false) AS graced
       FROM satchel.refresh_tokens t JOIN satchel.sessions s ON s.id = t.session_id
       WHERE t.hash = $1 AND s.kind = 'device' FOR UPDATE`,
      [token, graceSeconds],
    );
    const found = rows[0];
    const refused = !found
      ? 'unknown'
      : found.revoked
        ? 'revoked'
        : found.spent && !found.graced
          ? 'reused'
          : undefined;
    if (found && refused === undefined) {
      await client.query(
        'UPDATE satchel.refresh_tokens SET used_at = coalesce(used_at, now()) WHERE hash = $1',
        [token],
      );
      await client.query('INSERT INTO satchel.refresh_tokens (hash, session_id) VALUES ($1, $2)', [
        next,
        found.id,
      ]);
      await client.query('UPDATE satchel.sessions SET used_at = now() WHERE id = $1', [found.id]);
    } else if (found && refused === 'reused') {
      await client.query('UPDATE satchel.sessions SET revoked_at = now() WHERE id = $1', [
        found.id,
      ]);
    }
    await client.query('COMMIT');
    return found && refused === undefined ? { session: found } : { refused: refused ?? 'unknown' };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** The session of an original-client token, or undefined when it was revoked or unused for thirty days. */
export async function findFormSession(
  { pool }: Database,
  token: Buffer,
): Promise<SessionRow | undefined> {
  const { rows } = await pool.query<SessionRow>(
    `UPDATE satchel.sessions s SET used_at = now() FROM satchel.refresh_tokens t
     WHERE t.hash = $1 AND s.id = t.session_id AND s.kind = 'form' AND s.revoked_at IS NULL
       AND s.used_at > now() - interval '30 days'
     RETURNING s.id, s.user_id AS "user", s.device`,
    [token],
  );
  return rows[0];
}

export async function revokeByToken({ pool }: Database, token: Buffer): Promise<void> {
  await pool.query(
    `UPDATE satchel.sessions s SET revoked_at = coalesce(s.revoked_at, now())
     FROM satchel.refresh_tokens t WHERE t.hash = $1 AND s.id = t.session_id`,
    [token],
  );
}

/** Ends every session of a user but one: after a new password, whoever knew the old one is out. */
export async function revokeOthers(
  { pool }: Database,
  { user, keep }: { user: number; keep: string },
): Promise<void> {
  await pool.query(
    `UPDATE satchel.sessions SET revoked_at = now()
     WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL`,
    [user, keep],
  );
}
