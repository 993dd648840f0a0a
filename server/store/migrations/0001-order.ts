import { APP_ROLE, TENANT } from '../postgres-ddl.ts';

export const name = '0001-order';

/**
 * Clinics with their heads, commits, tombstones, batches and audit; and the triggers' functions that keep the
 * server order whoever writes. `satchel.v<clinic>` and `satchel.e<clinic>` are transaction-local settings: the
 * version and epoch of the clinic's commit that this transaction is, absent until it has one.
 */
export const statements = (): readonly string[] => [
  `DO $$ BEGIN
     CREATE ROLE ${APP_ROLE} NOLOGIN;
   EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
   END $$`,
  // Whoever connects must be able to become the role; a superuser is anyway.
  `DO $$ BEGIN
     IF NOT pg_has_role(current_user, '${APP_ROLE}',
       CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
       EXECUTE format('GRANT ${APP_ROLE} TO %I', current_user);
     END IF;
   END $$`,
  `GRANT USAGE ON SCHEMA satchel TO PUBLIC`,
  `GRANT USAGE ON SCHEMA public TO ${APP_ROLE}`,

  `CREATE TABLE satchel.server (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     token_secret text NOT NULL DEFAULT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
   )`,
  `INSERT INTO satchel.server DEFAULT VALUES`,

  `CREATE TABLE satchel.clinics (
     id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
     public uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
     name text NOT NULL UNIQUE,
     epoch bigint NOT NULL DEFAULT 0,
     head bigint NOT NULL DEFAULT 0,
     nonce text NOT NULL DEFAULT '',
     -- [epoch, first version] of each epoch, oldest first
     epochs json NOT NULL DEFAULT '[[0,0]]',
     floor bigint NOT NULL DEFAULT 0,
     backed_up bigint NOT NULL DEFAULT 0,
     created_at timestamptz NOT NULL DEFAULT now()
   ) WITH (fillfactor = 50)`,

  `CREATE TABLE satchel.commits (
     clinic_id integer NOT NULL REFERENCES satchel.clinics (id),
     version bigint NOT NULL,
     epoch bigint NOT NULL,
     nonce text NOT NULL,
     at timestamptz NOT NULL DEFAULT now(),
     device text,
     incarnation text,
     batch bigint,
     PRIMARY KEY (clinic_id, version)
   )`,

  // The newest deletion of each key that has no row now. pk is the key's canonical wire JSON.
  `CREATE TABLE satchel.tombstones (
     clinic_id integer NOT NULL,
     tbl text COLLATE "C" NOT NULL,
     pk text COLLATE "C" NOT NULL,
     sync_epoch bigint NOT NULL,
     sync_version bigint NOT NULL,
     PRIMARY KEY (clinic_id, tbl, pk)
   )`,
  `CREATE INDEX tombstones_sync ON satchel.tombstones (clinic_id, sync_version, tbl, pk)`,

  // mutations: 16-byte id and 8-byte image hash of each applied mutation, one after the other [SYNC-2].
  `CREATE TABLE satchel.batches (
     clinic_id integer NOT NULL REFERENCES satchel.clinics (id),
     device text COLLATE "C" NOT NULL,
     incarnation text COLLATE "C" NOT NULL,
     batch bigint NOT NULL,
     hash bytea,
     answer text NOT NULL,
     version bigint,
     mutations bytea,
     at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (clinic_id, device, incarnation, batch)
   )`,

  // One row per (commit, table, op, columns, author); keys as a JSON array of keys.
  `CREATE TABLE satchel.audit (
     clinic_id integer NOT NULL,
     version bigint NOT NULL,
     at timestamptz NOT NULL DEFAULT now(),
     device text NOT NULL,
     user_id integer,
     author text NOT NULL,
     tbl text NOT NULL,
     op "char" NOT NULL,
     columns text[] NOT NULL,
     edited_from timestamptz,
     edited_to timestamptz,
     keys text NOT NULL
   )`,
  `CREATE INDEX audit_version ON satchel.audit (clinic_id, version)`,

  ...['commits', 'tombstones', 'batches', 'audit'].flatMap((table) => [
    // Not forced: the triggers' functions run as the owner, for whichever role wrote.
    `ALTER TABLE satchel.${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON satchel.${table} TO ${APP_ROLE}
       USING (clinic_id = ${TENANT}) WITH CHECK (clinic_id = ${TENANT})`,
  ]),
  `GRANT SELECT ON satchel.server, satchel.tombstones TO ${APP_ROLE}`,
  `GRANT SELECT, UPDATE ON satchel.clinics TO ${APP_ROLE}`,
  `GRANT SELECT, INSERT ON satchel.commits, satchel.audit TO ${APP_ROLE}`,
  `GRANT SELECT, INSERT, DELETE ON satchel.batches TO ${APP_ROLE}`,

  /*
   * Makes this transaction a commit of the clinic: the row lock on its head, held until the end, orders commits, so
   * a reader that sees version n sees every version before it.
   */
  `CREATE FUNCTION satchel.begin_commit(clinic integer, by_device text, by_incarnation text, by_batch bigint)
     RETURNS satchel.clinics LANGUAGE plpgsql SECURITY DEFINER AS $$
   DECLARE head satchel.clinics;
   BEGIN
     UPDATE satchel.clinics c
       SET head = c.head + 1, nonce = right(replace(gen_random_uuid()::text, '-', ''), 16)
       WHERE c.id = clinic RETURNING * INTO head;
     IF NOT FOUND THEN
       RAISE foreign_key_violation USING MESSAGE = 'there is no such clinic';
     END IF;
     INSERT INTO satchel.commits (clinic_id, version, epoch, nonce, device, incarnation, batch)
       VALUES (clinic, head.head, head.epoch, head.nonce, by_device, by_incarnation, by_batch);
     PERFORM set_config('satchel.e' || clinic, head.epoch::text, true),
             set_config('satchel.v' || clinic, head.head::text, true);
     RETURN head;
   END $$`,

  // The commit this transaction is already, or else begins to be.
  `CREATE FUNCTION satchel.join_commit(clinic integer, by_device text, by_incarnation text, by_batch bigint)
     RETURNS satchel.clinics LANGUAGE plpgsql AS $$
   DECLARE head satchel.clinics;
   BEGIN
     IF coalesce(current_setting('satchel.v' || clinic, true), '') = '' THEN
       RETURN satchel.begin_commit(clinic, by_device, by_incarnation, by_batch);
     END IF;
     SELECT * INTO head FROM satchel.clinics c WHERE c.id = clinic;
     RETURN head;
   END $$`,

  `CREATE FUNCTION satchel.current_version(clinic integer) RETURNS bigint LANGUAGE plpgsql AS $$
   DECLARE version text := current_setting('satchel.v' || clinic, true);
   BEGIN
     IF version IS NULL OR version = '' THEN
       RETURN (satchel.begin_commit(clinic, NULL, NULL, NULL)).head;
     END IF;
     RETURN version::bigint;
   END $$`,
  `CREATE FUNCTION satchel.current_epoch(clinic integer) RETURNS bigint LANGUAGE sql AS $$
     SELECT current_setting('satchel.e' || clinic)::bigint $$`,

  `CREATE FUNCTION satchel.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE version text := current_setting('satchel.v' || NEW.clinic_id, true);
   BEGIN
     IF version IS NULL OR version = '' THEN
       NEW.sync_version := satchel.current_version(NEW.clinic_id);
     ELSE
       NEW.sync_version := version::bigint;
     END IF;
     NEW.sync_epoch := current_setting('satchel.e' || NEW.clinic_id)::bigint;
     RETURN NEW;
   END $$`,

  `CREATE FUNCTION satchel.bury(clinic integer, of_table text, key text) RETURNS void
     LANGUAGE plpgsql SECURITY DEFINER AS $$
   DECLARE version bigint := satchel.current_version(clinic);
   BEGIN
     INSERT INTO satchel.tombstones (clinic_id, tbl, pk, sync_epoch, sync_version)
       VALUES (clinic, of_table, key, satchel.current_epoch(clinic), version)
     ON CONFLICT (clinic_id, tbl, pk) DO UPDATE
       SET sync_epoch = excluded.sync_epoch, sync_version = excluded.sync_version;
   END $$`,

  `CREATE FUNCTION satchel.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of %.% is refused: it would leave no trace for the desks',
       TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
       USING ERRCODE = 'feature_not_supported', HINT = 'Use DELETE.';
   END $$`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON satchel.audit
     FOR EACH STATEMENT EXECUTE FUNCTION satchel.refuse()`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON satchel.commits
     FOR EACH STATEMENT EXECUTE FUNCTION satchel.refuse()`,
];
