import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WritableDatabase } from './database.ts';

/** A numbered step of the side tables' schema; `name` starts with its four-digit number. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Brings the side tables up to date: each missing migration in a transaction of its own, so a crash leaves the store
 * at a whole step.
 * @throws SatchelError STORE_TOO_NEW when the file records a migration that is not among `migrations`
 */
export function migrate(
  db: WritableDatabase,
  migrations: readonly Migration[],
  now: () => number,
): void {
  const done = appliedMigrations(db);
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = done.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new SatchelError('STORE_TOO_NEW', {
      path: db.path,
      found: unknown,
      known: migrations.at(-1)?.name ?? 'none',
    });
  }
  for (const { name, statements } of migrations) {
    if (done.includes(name)) continue;
    db.transaction(() => {
      db.exec(
        'CREATE TABLE IF NOT EXISTS _sync_migration (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
      );
      for (const statement of statements) db.exec(statement);
      db.run('INSERT INTO _sync_migration (name, applied_at) VALUES (?, ?)', name, now());
    });
  }
}

function appliedMigrations(db: WritableDatabase): string[] {
  const exists = db.get("SELECT 1 FROM sqlite_master WHERE name = '_sync_migration'");
  if (!exists) return [];
  return db
    .all<{ name: string }>('SELECT name FROM _sync_migration ORDER BY name')
    .map(({ name }) => name);
}
