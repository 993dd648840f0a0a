import type { Setting } from '../../shared/api/settings.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

/** The original desktop client's settings and what they are called here. */
const names: Readonly<Record<string, string>> = {
  'database.path': 'database.path',
  'database.backup_dir': 'backup.dir',
  'database.real_time_sync': 'database.realTimeSync',
  'remote_database.enabled': 'remote.enabled',
  'remote_database.url': 'environments.production.url',
  'remote_database.username': 'environments.production.username',
  'remote_database.sync_interval': 'remote.intervalSeconds',
  'remote_database.auto_sync': 'remote.autoSync',
  'app.auto_backup': 'backup.enabled',
  backup_dir: 'backup.dir',
  real_time_sync: 'database.realTimeSync',
};

const password = 'remote_database.password';

export interface OriginalConfig {
  readonly settings: readonly [string, Setting['value']][];
  /** Keys of the file that mean nothing here. */
  readonly ignored: readonly string[];
  readonly hasPassword: boolean;
}

/** @throws SatchelError CONFIG_INVALID where the file is not a JSON object */
export function readOriginalConfig(file: string, text: string): OriginalConfig {
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    throw new SatchelError('CONFIG_INVALID', { file, detail: 'it is not JSON' });
  }
  if (!isObject(tree))
    throw new SatchelError('CONFIG_INVALID', { file, detail: 'it is not an object' });
  const leaves = flatten(tree);
  return {
    settings: leaves.flatMap(([key, value]): [string, Setting['value']][] => {
      const name = Object.hasOwn(names, key) ? names[key] : undefined;
      return name === undefined ? [] : [[name, value as Setting['value']]];
    }),
    ignored: leaves
      .map(([key]) => key)
      .filter((key) => !Object.hasOwn(names, key) && key !== password),
    hasPassword: leaves.some(([key, value]) => key === password && value !== ''),
  };
}

function flatten(tree: Readonly<Record<string, unknown>>, prefix = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    isObject(value) ? flatten(value, `${prefix}${key}.`) : [[prefix + key, value]],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
