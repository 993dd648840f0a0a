export const name = '0004-pokes';

/** Every commit, also one of plain SQL, tells all server processes the clinic's new head. */
export const statements = (): readonly string[] => [
  `CREATE OR REPLACE FUNCTION satchel.begin_commit(clinic integer, by_device text, by_incarnation text, by_batch bigint)
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
             set_config('satchel.v' || clinic, head.head::text, true),
             pg_notify('satchel_head', format('%s %s.%s.%s', clinic, head.epoch, head.head, head.nonce));
     RETURN head;
   END $$`,
];
