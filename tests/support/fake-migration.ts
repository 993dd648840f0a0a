import type { MigrateReport } from '../../shared/api/migrate.ts';

/** A migration of nothing. */
export const fakeMigration: MigrateReport = {
  file: 'clinic.db',
  state: 'migrated',
  ownTables: false,
  summary: 'Both sides hold the same records.',
  tables: [],
  problems: [],
  unknown: [],
  backup: null,
};
