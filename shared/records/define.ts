import type {
  ColumnManifest,
  MergePolicy,
  SchemaManifest,
  TableManifest,
  WireType,
} from './manifest.ts';

interface ColumnOptions {
  label?: string;
  nullable?: boolean;
  unique?: boolean;
  references?: string;
  values?: readonly string[];
  ends?: readonly string[];
  sensitive?: boolean;
  multiline?: boolean;
  policy?: MergePolicy;
}

interface TableOptions {
  label: string;
  singular: string;
  title: readonly string[];
  list?: readonly string[];
  search?: readonly string[];
  find?: readonly string[];
  policy?: MergePolicy;
  mergeGroups?: readonly (readonly string[])[];
  duplicates?: readonly (readonly string[])[];
}

/** A column; nullable unless said otherwise. `references` names a table whose key is `id`. */
export function column(name: string, type: WireType, options: ColumnOptions = {}): ColumnManifest {
  const label = options.label ?? labelFrom(name);
  return {
    name,
    type,
    label,
    nullable: options.nullable ?? true,
    unique: options.unique ?? false,
    sensitive: options.sensitive ?? false,
    multiline: options.multiline ?? false,
    ...(options.references ? { references: { table: options.references, column: 'id' } } : {}),
    ...(options.values ? { values: options.values } : {}),
    ...(options.ends ? { ends: options.ends } : {}),
    ...(options.policy ? { policy: options.policy } : {}),
  };
}

/** A table keyed by a UUIDv7 text column `id`, which is put before the given columns. */
export function table(
  name: string,
  options: TableOptions,
  columns: readonly ColumnManifest[],
): TableManifest {
  return {
    name,
    label: options.label,
    singular: options.singular,
    primaryKey: ['id'],
    columns: [column('id', 'text', { nullable: false, label: 'Id' }), ...columns],
    mergeGroups: options.mergeGroups ?? [],
    policy: options.policy ?? 'manual',
    titleColumns: options.title,
    listColumns: options.list ?? options.title,
    searchColumns: options.search ?? options.title,
    findColumns: options.find ?? [],
    ...(options.duplicates ? { duplicates: options.duplicates } : {}),
  };
}

/** @throws RangeError when a table references one that is not listed before it (itself excepted). */
export function schema(
  name: string,
  version: number,
  tables: readonly TableManifest[],
): SchemaManifest {
  const seen = new Set<string>();
  for (const { name: tableName, columns } of tables) {
    seen.add(tableName);
    for (const { references } of columns) {
      if (references && !seen.has(references.table)) {
        throw new RangeError(`${tableName} references ${references.table}, which comes after it`);
      }
    }
  }
  return { name, version, tables };
}

function labelFrom(name: string): string {
  const words = name.replace(/_id$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
