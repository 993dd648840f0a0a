import type { MigrateReport } from '../../shared/api/migrate.ts';

/** A migration of nothing. */
export const fakeMigration: MigrateReport = {
  file: 'clinic.db',
  state: 'migrated',
  summary: 'Both sides hold the same records.',
  tables: [],
  problems: [],
  unknown: [],
  backup: null,
};
