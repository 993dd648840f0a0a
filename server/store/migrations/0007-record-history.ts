import { APP_ROLE, TENANT } from '../postgres-ddl.ts';

export const name = '0007-record-history';

/** Longer lists of keys come from bulk uploads: few entries, whose every key in an index would cost each upload. */
const LISTED_BYTES = 4096;

/**
 * The audit by record. Row-level security lets no condition that is not proven leak-free use an index, so a function of
 * the owner's asks, for the clinic of the transaction alone.
 */
export const statements = (): readonly string[] => [
  `CREATE INDEX audit_record ON satchel.audit USING gin ((keys::jsonb) jsonb_path_ops)
     WHERE octet_length(keys) <= ${String(LISTED_BYTES)}`,
  `CREATE INDEX audit_bulk ON satchel.audit (clinic_id, tbl)
     WHERE octet_length(keys) > ${String(LISTED_BYTES)}`,
  `CREATE FUNCTION satchel.audit_of(of_table text, of_key text) RETURNS SETOF satchel.audit
     LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
     SELECT a.* FROM satchel.audit a
       WHERE a.clinic_id = ${TENANT} AND a.tbl = of_table AND octet_length(a.keys) <= ${String(LISTED_BYTES)}
         AND a.keys::jsonb @> jsonb_build_array(of_key::jsonb)
         AND EXISTS (SELECT FROM json_array_elements(a.keys::json) k WHERE k::text = of_key)
     UNION ALL
     SELECT a.* FROM satchel.audit a
       WHERE a.clinic_id = ${TENANT} AND a.tbl = of_table AND octet_length(a.keys) > ${String(LISTED_BYTES)}
         AND position(of_key in a.keys) > 0
         AND EXISTS (SELECT FROM json_array_elements(a.keys::json) k WHERE k::text = of_key)
   $$`,
  `REVOKE ALL ON FUNCTION satchel.audit_of(text, text) FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION satchel.audit_of(text, text) TO ${APP_ROLE}`,
];
