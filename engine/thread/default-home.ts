import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** The data folder: as named, else `SATCHEL_HOME`, else where the platform keeps an application's data. */
export function resolveHome(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const chosen = named ?? environment['SATCHEL_HOME'];
  return resolve(
    chosen === undefined || chosen === '' ? envPaths('satchel', { suffix: '' }).data : chosen,
  );
}
