import type { TableManifest } from '../../shared/records/manifest.ts';

/** The tables, each after those it references; tables that reference each other in a ring keep their order. */
export function parentsFirst(tables: readonly TableManifest[]): TableManifest[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<TableManifest>();
  const visiting = new Set<TableManifest>();
  const visit = (table: TableManifest): void => {
    if (ordered.has(table) || visiting.has(table)) return;
    visiting.add(table);
    for (const { references } of table.columns) {
      const parent = references && byName.get(references.table);
      if (parent) visit(parent);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}
