/**
 * One description of a table. The SQLite DDL, the PostgreSQL DDL, the change-tracking triggers, wire
 * validation, forms and diffs are derived from it, so no column list is written twice.
 */

/** How a value travels; see `values.ts` for the canonical JSON of each. */
export const wireTypes = [
  'text',
  'integer',
  'real',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'json',
  'blob',
] as const;
export type WireType = (typeof wireTypes)[number];

/** What the merge does when both sides changed the same column (or merge group) since the base. */
export const mergePolicies = [
  'manual',
  'remote-wins',
  'local-wins',
  'append',
  'counter',
  'state-machine',
  'append-only',
] as const;
export type MergePolicy = (typeof mergePolicies)[number];

export interface ColumnReference {
  readonly table: string;
  readonly column: string;
}

export interface ColumnManifest {
  readonly name: string;
  readonly type: WireType;
  readonly label: string;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly references?: ColumnReference;
  /** Allowed values of a text column, in display (and state-machine) order. */
  readonly values?: readonly string[];
  /** Of those the ones a state machine ends in: two different ones are for a person. */
  readonly ends?: readonly string[];
  /** Redacted from every log, bundle and error. */
  readonly sensitive: boolean;
  /** Long free text: forms show several lines. */
  readonly multiline: boolean;
  readonly policy?: MergePolicy;
}

export interface TableManifest {
  readonly name: string;
  readonly label: string;
  /** The label of one row: "Patient". */
  readonly singular: string;
  readonly primaryKey: readonly string[];
  readonly columns: readonly ColumnManifest[];
  /** Columns that merge as one value, such as dose + unit + route. */
  readonly mergeGroups: readonly (readonly string[])[];
  readonly policy: MergePolicy;
  /** Columns a list shows first, and the ones a search looks in. */
  readonly listColumns: readonly string[];
  readonly searchColumns: readonly string[];
  /**
   * Columns that the index for searching as one types holds: names and numbers. A reference stands for the title of
   * what it refers to, so that a patient is found by the owner's name too. Empty where nobody looks for such rows.
   */
  readonly findColumns: readonly string[];
  /** The column (or columns) a person recognises a row by. */
  readonly titleColumns: readonly string[];
  /** Columns that, where all of them agree, make two records look like one and the same: they are asked about. */
  readonly duplicates?: readonly (readonly string[])[];
  /** The PostgreSQL schema that holds it at the server; `public` where left out. */
  readonly namespace?: string;
  /** Kept by Satchel itself: it syncs like any other table, and is shown nowhere as one of the clinic's. */
  readonly system?: boolean;
}

export interface SchemaManifest {
  readonly name: string;
  readonly version: number;
  /** Tables, each after the tables it references: parents first. */
  readonly tables: readonly TableManifest[];
  /** Another application's tables, which may be altered at any time. */
  readonly isForeign?: boolean;
}

/** @throws RangeError when the schema has no such table. */
export function getTable(schema: SchemaManifest, name: string): TableManifest {
  const table = findTable(schema, name);
  if (!table) throw new RangeError(`no table ${name}`);
  return table;
}

export function findTable(schema: SchemaManifest, name: string): TableManifest | undefined {
  return schema.tables.find((table) => table.name === name);
}

export function findColumn(table: TableManifest, name: string): ColumnManifest | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Whether a record's key is a number that says nothing of it, such as a desk gives to the next one. */
export function hasNumberedKey(table: TableManifest): boolean {
  const [key = ''] = table.primaryKey;
  const column = findColumn(table, key);
  const isNumber = table.primaryKey.length === 1 && column?.type === 'integer';
  return isNumber && column.references === undefined && table.system !== true;
}

/** The columns of a table that reference records with numbered keys. */
export function numberedParents(
  schema: SchemaManifest,
  table: TableManifest,
): { column: string; parent: TableManifest }[] {
  return table.columns.flatMap(({ name, references }) => {
    const parent = references && findTable(schema, references.table);
    if (!parent || !hasNumberedKey(parent)) return [];
    return parent.primaryKey[0] === references.column ? [{ column: name, parent }] : [];
  });
}

/** Positions of the primary-key columns within `table.columns`, in key order. */
export function primaryKeyIndexes(table: TableManifest): number[] {
  return table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name));
}

/**
 * The schema's identity on the wire: two sides with the same text agree on every table, column, type and key.
 * Hash it where a short form is needed.
 */
export function schemaSignature(schema: SchemaManifest): string {
  return JSON.stringify(
    schema.tables.map((table) => [
      table.name,
      table.primaryKey,
      table.columns.map((column) => [
        column.name,
        column.type,
        column.nullable,
        column.unique,
        column.references ?? null,
        column.values ?? null,
      ]),
    ]),
  );
}
