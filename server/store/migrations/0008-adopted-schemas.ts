import { APP_ROLE } from '../postgres-ddl.ts';

export const name = '0008-adopted-schemas';

/**
 * Schemas that clinics took over from other applications, each with its tables in a PostgreSQL schema of its own; several
 * clinics may share one. Adopting tells every server process.
 */
export const statements = (): readonly string[] => [
  `CREATE TABLE satchel.schemas (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     signature text NOT NULL UNIQUE,
     manifest text NOT NULL,
     at timestamptz NOT NULL DEFAULT now()
   )`,
  `ALTER TABLE satchel.clinics ADD COLUMN schema_id integer REFERENCES satchel.schemas`,
  `GRANT SELECT ON satchel.schemas TO ${APP_ROLE}`,
];
