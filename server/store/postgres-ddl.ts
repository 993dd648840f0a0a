import { hash } from 'node:crypto';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote } from '../../shared/records/sqlite-ddl.ts';
import { dataTable, literal, postgresTypes, wireKey } from './sql-text.ts';

/** The role every request works as: it owns nothing, so row-level security holds for it. */
export const APP_ROLE = 'satchel_app';

/** The clinic of the transaction, from the token; a sub-select, so that it is read once a statement, not once a row. */
export const TENANT = `(SELECT nullif(current_setting('satchel.clinic', true), '')::integer)`;

/**
 * One data table of the manifest: real types, the clinic first in every key, keys checked at the end of the
 * transaction, so that a batch may swap unique values or delete a parent with its children in any order.
 */
export function postgresTableDdl(
  table: TableManifest,
  { references = true }: { references?: boolean } = {},
): string[] {
  const name = dataTable(table);
  // Tables of another application may bear any name, also that of an index.
  const join = table.namespace === undefined ? '_' : '.';
  const key = table.primaryKey.map(quote).join(', ');
  const lines = [
    // No foreign key to clinics: the stamp trigger finds the clinic's head, and fails where there is none.
    `clinic_id integer NOT NULL`,
    ...table.columns.map(columnDdl),
    `sync_epoch bigint NOT NULL`,
    `sync_version bigint NOT NULL`,
    `CONSTRAINT ${made(`${table.name}${join}pkey`)} PRIMARY KEY (clinic_id, ${key})`,
    ...table.columns.flatMap((column) => constraints(table, column)),
    ...(references ? table.columns.flatMap((column) => foreignKey(table, column)) : []),
  ];
  return [
    `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n)`,
    `CREATE INDEX ${made(`${table.name}${join}sync`)} ON ${name} (clinic_id, sync_version, ${key})`,
    ...table.columns
      .filter(({ references }) => references)
      .map(
        (column) =>
          `CREATE INDEX ${made(`${table.name}${join}${column.name}`)} ON ${name} (clinic_id, ${quote(column.name)})`,
      ),
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${name} USING (clinic_id = ${TENANT}) WITH CHECK (clinic_id = ${TENANT})`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${APP_ROLE}`,
    ...triggers(table),
  ];
}

function columnDdl(column: ColumnManifest): string {
  const collate = postgresTypes[column.type] === 'text' ? ' COLLATE "C"' : '';
  const required = column.nullable ? '' : ' NOT NULL';
  return `${quote(column.name)} ${postgresTypes[column.type]}${collate}${required}`;
}

/** The foreign keys of a table that was made without them. */
export function postgresReferencesDdl(table: TableManifest): string[] {
  return table.columns
    .flatMap((column) => foreignKey(table, column))
    .map((constraint) => `ALTER TABLE ${dataTable(table)} ADD ${constraint}`);
}

function foreignKey(table: TableManifest, column: ColumnManifest): string[] {
  if (!column.references) return [];
  const { table: target, column: targetColumn } = column.references;
  const place = table.namespace ?? 'public';
  return [
    `CONSTRAINT ${made(constraintName(table, column, 'fkey'))} FOREIGN KEY (clinic_id, ${quote(column.name)}) REFERENCES ${place}.${quote(target)} (clinic_id, ${quote(targetColumn)}) DEFERRABLE INITIALLY DEFERRED`,
  ];
}

/** What a constraint of a column is called; `rejection.ts` finds it again. */
export function constraintName(
  table: TableManifest,
  column: ColumnManifest,
  rule: 'key' | 'fkey' | 'values' | 'canonical',
): string {
  const join = table.namespace === undefined ? '_' : '.';
  return fitting([table.name, column.name, rule].join(join));
}

const NAME_BYTES = 63;

/** PostgreSQL would cut a longer name, and two might become one. */
function fitting(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES) return name;
  return `made_${hash('sha256', name).slice(0, 40)}`;
}

function made(name: string): string {
  return quote(fitting(name));
}

/** Constraint names say what was violated: the server turns them into reasons, see `rejection.ts`. */
function constraints(table: TableManifest, column: ColumnManifest): string[] {
  const name = quote(column.name);
  const named = (rule: 'key' | 'values' | 'canonical'): string =>
    `CONSTRAINT ${quote(constraintName(table, column, rule))}`;
  const lines: string[] = [];
  if (column.unique) {
    lines.push(`${named('key')} UNIQUE (clinic_id, ${name}) DEFERRABLE INITIALLY IMMEDIATE`);
  }
  if (column.values) {
    lines.push(`${named('values')} CHECK (${name} IN (${column.values.map(literal).join(', ')}))`);
  }
  const check = canonicalCheck(column, name);
  if (check) lines.push(`${named('canonical')} CHECK (${check})`);
  return lines;
}

/** What the wire cannot carry may not be stored by anyone, plain SQL included [VAL-1]. */
function canonicalCheck({ type }: ColumnManifest, name: string): string | undefined {
  switch (type) {
    case 'real':
      return `${name} NOT IN ('NaN', 'Infinity', '-Infinity') AND (${name} <> 0 OR ${name}::text = '0')`;
    case 'decimal':
      return `${name} NOT IN ('NaN', 'Infinity', '-Infinity')`;
    case 'date':
      return `${name} BETWEEN '0001-01-01' AND '9999-12-31'`;
    case 'timestamp':
      return `${name} >= '0001-01-01 00:00:00+00' AND ${name} < '10000-01-01 00:00:00+00'`;
    case 'json':
      return `${name} IS JSON`;
    default:
      return undefined;
  }
}

function triggers(table: TableManifest): string[] {
  const name = dataTable(table);
  const place = table.namespace ?? 'satchel';
  const deleted = `${place}.${made(`deleted_${table.name}`)}`;
  const inserted = `${place}.${made(`inserted_${table.name}`)}`;
  const rekeyed = `${place}.${made(`rekeyed_${table.name}`)}`;
  const id = literal(table.name);
  const keys = ['clinic_id', ...table.primaryKey.map(quote)];
  const tuple = (row: string): string => `(${keys.map((key) => `${row}.${key}`).join(', ')})`;
  const ours = (setting: 'v' | 'e'): string =>
    `nullif(current_setting('satchel.${setting}' || NEW.clinic_id, true), '')::bigint`;
  const bury = (row: string): string =>
    `PERFORM satchel.bury(${row}.clinic_id, ${id}, ${wireKey(table, row)})`;
  return [
    // A row that already bears the stamp of this transaction's commit needs none; whatever else it bears is replaced.
    `CREATE TRIGGER satchel_stamp BEFORE INSERT OR UPDATE ON ${name} FOR EACH ROW
       WHEN (((NEW.sync_version, NEW.sync_epoch) = (${ours('v')}, ${ours('e')})) IS NOT TRUE)
       EXECUTE FUNCTION satchel.stamp()`,
    `CREATE TRIGGER satchel_truncate BEFORE TRUNCATE ON ${name}
       FOR EACH STATEMENT EXECUTE FUNCTION satchel.refuse()`,

    `CREATE FUNCTION ${deleted}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     DECLARE clinic integer;
     BEGIN
       FOR clinic IN SELECT DISTINCT g.clinic_id FROM gone g LOOP
         PERFORM satchel.current_version(clinic);
         INSERT INTO satchel.tombstones (clinic_id, tbl, pk, sync_epoch, sync_version)
           SELECT clinic, ${id}, ${wireKey(table, 'g')}, satchel.current_epoch(clinic), satchel.current_version(clinic)
           FROM gone g WHERE g.clinic_id = clinic
         ON CONFLICT (clinic_id, tbl, pk) DO UPDATE
           SET sync_epoch = excluded.sync_epoch, sync_version = excluded.sync_version;
       END LOOP;
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER satchel_deleted AFTER DELETE ON ${name} REFERENCING OLD TABLE AS gone
       FOR EACH STATEMENT EXECUTE FUNCTION ${deleted}()`,

    `CREATE FUNCTION ${inserted}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     DECLARE clinic integer;
     BEGIN
       FOR clinic IN SELECT DISTINCT a.clinic_id FROM added a LOOP
         IF EXISTS (SELECT FROM satchel.tombstones t WHERE t.clinic_id = clinic AND t.tbl = ${id}) THEN
           DELETE FROM satchel.tombstones t USING added a
             WHERE t.clinic_id = clinic AND a.clinic_id = clinic AND t.tbl = ${id}
               AND t.pk = ${wireKey(table, 'a')};
         END IF;
       END LOOP;
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER satchel_inserted AFTER INSERT ON ${name} REFERENCING NEW TABLE AS added
       FOR EACH STATEMENT EXECUTE FUNCTION ${inserted}()`,

    `CREATE FUNCTION ${rekeyed}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN
       ${bury('OLD')};
       DELETE FROM satchel.tombstones t
         WHERE t.clinic_id = NEW.clinic_id AND t.tbl = ${id} AND t.pk = ${wireKey(table, 'NEW')};
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER satchel_rekeyed AFTER UPDATE ON ${name} FOR EACH ROW
       WHEN (${tuple('OLD')} IS DISTINCT FROM ${tuple('NEW')}) EXECUTE FUNCTION ${rekeyed}()`,
  ];
}
