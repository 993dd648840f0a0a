import type { MigrateReport, MigrateTable } from '../../shared/api/migrate.ts';

export function sum(
  tables: readonly MigrateTable[],
  name: 'rows' | 'valid' | 'added' | 'conflicts' | 'left',
): number {
  return tables.reduce((total, table) => total + table[name], 0);
}

/** What a check of the file says; `server` is what the server said, or why it could not be asked. */
export function checkedText({ tables }: MigrateReport, server: string): string {
  const [rows, valid] = [sum(tables, 'rows'), sum(tables, 'valid')];
  return `${String(valid)} of ${String(rows)} records can be migrated; ${server}. Nothing was changed.`;
}

/** What a migration came to, and what of it waits for a person. */
export function endText(
  { tables, unknown }: MigrateReport,
  end: { readonly equal: boolean; readonly quarantined: number; readonly clean: boolean },
): string {
  const added = sum(tables, 'added');
  const valid = sum(tables, 'valid');
  if (end.clean) {
    return `Both sides hold the same records: ${String(valid)} of the file, ${String(added)} of them new.`;
  }
  const conflicts = sum(tables, 'conflicts');
  const left = sum(tables, 'left');
  const invalid = sum(tables, 'rows') - valid;
  const { quarantined } = end;
  const unequal = !end.equal && conflicts + quarantined === 0;
  return [
    `${String(added - Math.min(added, quarantined))} records are new at the server.`,
    quarantined > 0 &&
      `${String(quarantined)} were refused by it and wait here, with the reason: satchel quarantine list.`,
    conflicts > 0 && `${String(conflicts)} differ and wait for a decision.`,
    left > 0 && `${String(left)} were left: deleted at the server, or their unique value is taken.`,
    invalid > 0 && `${String(invalid)} do not keep to the schema and stay in the file.`,
    unknown.length > 0 &&
      'Some tables or columns have no place in the schema and stay in the file.',
    unequal && 'This desk and the server are not equal yet: sync.',
  ]
    .filter((text) => text !== false)
    .join(' ');
}
