import { APP_ROLE } from '../postgres-ddl.ts';

export const name = '0009-expect';

/** SQLSTATE of what turned out otherwise than was expected. */
export const UNEXPECTED = 'ST001';

/** Fails where the condition does not hold: what was sent behind it, without waiting for an answer, is not carried out then. */
export const statements = (): readonly string[] => [
  `CREATE FUNCTION satchel.expect(ok boolean) RETURNS boolean LANGUAGE plpgsql AS $$
   BEGIN
     IF ok IS NOT TRUE THEN
       RAISE EXCEPTION 'not as expected' USING ERRCODE = '${UNEXPECTED}';
     END IF;
     RETURN true;
   END $$`,
  `GRANT EXECUTE ON FUNCTION satchel.expect(boolean) TO ${APP_ROLE}`,
];
