import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Role } from '../../shared/protocol/auth.ts';
import type { Database } from './database.ts';

/** A user with the clinic; `number` and `clinicNumber` are the inner ids, never on the wire. */
export interface User {
  readonly number: number;
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  readonly password: string;
  readonly clinicNumber: number;
  readonly clinic: string;
  readonly clinicName: string;
}

const SELECT_USER = `
  SELECT u.id AS number, u.public AS id, u.username, u.role, u.password,
         c.id AS "clinicNumber", c.public AS clinic, c.name AS "clinicName"
  FROM satchel.users u JOIN satchel.clinics c ON c.id = u.clinic_id
  WHERE u.disabled_at IS NULL`;

export async function findUserByName(
  { pool }: Database,
  username: string,
): Promise<User | undefined> {
  const { rows } = await pool.query<User>(`${SELECT_USER} AND lower(u.username) = lower($1)`, [
    username,
  ]);
  return rows[0];
}

export async function findUser({ pool }: Database, number: number): Promise<User | undefined> {
  const { rows } = await pool.query<User>(`${SELECT_USER} AND u.id = $1`, [number]);
  return rows[0];
}

/** @throws SatchelError USER_EXISTS: names are unique among all clinics, whatever their case */
export async function addUser(
  { pool }: Database,
  user: { clinic: number; username: string; password: string; role: Role },
): Promise<{ id: string; username: string; role: Role }> {
  const { rows } = await pool.query<{ id: string; username: string; role: Role }>(
    `INSERT INTO satchel.users (clinic_id, username, password, role) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING public AS id, username, role`,
    [user.clinic, user.username, user.password, user.role],
  );
  if (!rows[0]) throw new SatchelError('USER_EXISTS', { name: user.username });
  return rows[0];
}

export async function listUsers({
  pool,
}: Database): Promise<{ id: string; username: string; role: Role; clinic: string }[]> {
  const { rows } = await pool.query<{ id: string; username: string; role: Role; clinic: string }>(
    `SELECT u.public AS id, u.username, u.role, c.name AS clinic
     FROM satchel.users u JOIN satchel.clinics c ON c.id = u.clinic_id ORDER BY c.name, u.username`,
  );
  return rows;
}

export async function setPassword(
  { pool }: Database,
  { user, password }: { user: number; password: string },
): Promise<void> {
  await pool.query('UPDATE satchel.users SET password = $2 WHERE id = $1', [user, password]);
}
