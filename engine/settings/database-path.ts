import { isAbsolute, join } from 'node:path';
import type { Settings } from './settings.ts';

/** The database of a home folder, by its settings. */
export function databasePath(home: string, settings: Settings): string {
  const { path } = settings.config.database;
  if (path === null) return join(home, 'clinic.db');
  return isAbsolute(path) ? path : join(home, path);
}
