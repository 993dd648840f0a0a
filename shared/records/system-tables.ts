import { column, table } from './define.ts';
import type { ColumnManifest, SchemaManifest, TableManifest } from './manifest.ts';

const said = (name: string): ColumnManifest => column(name, 'text', { nullable: false });
const told = (name: string): ColumnManifest => column(name, 'text');
const secret = (name: string): ColumnManifest => column(name, 'text', { sensitive: true });
const moment = (name: string): ColumnManifest => column(name, 'integer');

/**
 * Conflicts as every desk of the clinic sees them: one row a field (or record) that waits at the desk which found it,
 * or was decided. Values are JSON wire values; times are UTC milliseconds. What was decided is one value, so that the
 * first decision wins whole.
 */
export const sharedConflicts: TableManifest = {
  ...table(
    '_sync_shared_conflict',
    {
      label: 'Conflicts',
      singular: 'Conflict',
      title: ['kind'],
      policy: 'remote-wins',
      mergeGroups: [
        [
          'strategy',
          'choice',
          'notes',
          'resolved_by',
          'resolved_device',
          'resolved_at',
          'settled_at',
        ],
      ],
    },
    [
      said('tbl'),
      { ...said('row_key'), sensitive: true },
      said('field'),
      said('kind'),
      secret('title'),
      secret('base'),
      secret('mine'),
      secret('theirs'),
      said('theirs_version'),
      told('theirs_actor'),
      told('theirs_device'),
      moment('theirs_at'),
      // The desk that found it, who edited there, and when by its clock; its clock was `skew_ms` behind the server's.
      said('device'),
      said('device_name'),
      told('actor'),
      moment('edited_at'),
      moment('skew_ms'),
      moment('found_at'),
      told('strategy'),
      secret('choice'),
      secret('notes'),
      told('resolved_by'),
      told('resolved_device'),
      moment('resolved_at'),
      // When the desk that found it had carried the decision out.
      moment('settled_at'),
    ],
  ),
  system: true,
};

/** Records that were merged into another one: what still names the old key means the new one. */
export const aliases: TableManifest = {
  ...table(
    '_sync_alias',
    { label: 'Aliases', singular: 'Alias', title: ['tbl'], policy: 'remote-wins' },
    [said('tbl'), said('old_key'), said('new_key'), told('merged_by'), moment('merged_at')],
  ),
  system: true,
};

const systemTables: readonly TableManifest[] = [sharedConflicts, aliases];

/** The schema with the tables that Satchel itself keeps in step at every desk: they sync like any other. */
export function withSystemTables(schema: SchemaManifest): SchemaManifest {
  const names = new Set(schema.tables.map(({ name }) => name));
  const missing = systemTables.filter(({ name }) => !names.has(name));
  return missing.length === 0 ? schema : { ...schema, tables: [...schema.tables, ...missing] };
}

/** The clinic's own tables: what lists, searches, forms, counts and comparisons are about. */
export function dataTables(schema: SchemaManifest): readonly TableManifest[] {
  return schema.tables.filter(({ system }) => system !== true);
}

/** The schema as people know it. */
export function withoutSystemTables(schema: SchemaManifest): SchemaManifest {
  return { ...schema, tables: dataTables(schema) };
}
