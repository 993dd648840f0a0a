import { APP_ROLE } from '../postgres-ddl.ts';

export const name = '0002-accounts';

/** Users, sessions (one a sign-in; a refresh-token family) and the refresh tokens of each, all hashed. */
export const statements = (): readonly string[] => [
  `CREATE TABLE satchel.users (
     id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
     public uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
     clinic_id integer NOT NULL REFERENCES satchel.clinics (id),
     username text NOT NULL,
     password text NOT NULL,
     role text NOT NULL CHECK (role IN ('admin', 'staff', 'viewer')),
     created_at timestamptz NOT NULL DEFAULT now(),
     disabled_at timestamptz
   )`,
  `CREATE UNIQUE INDEX users_username ON satchel.users (lower(username))`,

  // kind 'form': the original client's token, which is its own and only token.
  `CREATE TABLE satchel.sessions (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     user_id integer NOT NULL REFERENCES satchel.users (id),
     kind text NOT NULL CHECK (kind IN ('device', 'form')),
     device text,
     device_name text,
     created_at timestamptz NOT NULL DEFAULT now(),
     used_at timestamptz NOT NULL DEFAULT now(),
     revoked_at timestamptz
   )`,
  `CREATE INDEX sessions_user ON satchel.sessions (user_id)`,
  `CREATE TABLE satchel.refresh_tokens (
     hash bytea PRIMARY KEY,
     session_id uuid NOT NULL REFERENCES satchel.sessions (id) ON DELETE CASCADE,
     issued_at timestamptz NOT NULL DEFAULT now(),
     used_at timestamptz
   )`,
  `CREATE INDEX refresh_tokens_session ON satchel.refresh_tokens (session_id)`,
  `GRANT SELECT, INSERT, UPDATE, DELETE
     ON satchel.users, satchel.sessions, satchel.refresh_tokens TO ${APP_ROLE}`,
];
