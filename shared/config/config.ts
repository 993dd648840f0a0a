import { z } from 'zod';

const direction = z.enum(['both', 'push', 'pull']);

const environmentSchema = z.strictObject({
  url: z.string(),
  username: z.string(),
  policy: z.enum(['source-of-truth', 'both', 'review', 'additive']).default('source-of-truth'),
});

/** A folder on a web server, without an account, a query or a fragment. */
const folderAddress = z
  .string()
  .regex(
    /^(?:https:\/\/[^\s/@?#]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)(?:\/[^\s?#]*)?$/,
    'must be an https address, or one of this computer',
  );

/** Every setting of a desk. `config.json` holds the shipped defaults; none of them is a secret. */
export const configSchema = z.strictObject({
  database: z.strictObject({
    /** The SQLite file; null is `clinic.db` in the home folder. */
    path: z.string().nullable(),
    /** Send an edit at once instead of at the next interval. */
    realTimeSync: z.boolean(),
    tables: z.union([z.literal('*'), z.array(z.string())]),
  }),
  remote: z.strictObject({
    enabled: z.boolean(),
    environment: z.string(),
    autoSync: z.boolean(),
    intervalSeconds: z
      .number()
      .min(1)
      .max(31 * 86_400),
    cron: z.string().nullable(),
    timeZone: z.string(),
    maintenanceWindow: z.string().nullable(),
  }),
  environments: z.record(z.string(), environmentSchema),
  sync: z.strictObject({
    batchSize: z.int().min(1).max(10_000),
    maxRetries: z.int().min(0).max(100),
    conflicts: z.enum(['manual']),
    direction,
    brakeShare: z.number().min(0).max(1),
    brakeCount: z.int().min(1),
  }),
  backup: z.strictObject({
    enabled: z.boolean(),
    dir: z.string(),
    secondDir: z.string().nullable(),
    intervalMinutes: z.number().min(1),
    keep: z.strictObject({
      today: z.int().min(1),
      daily: z.int().min(0),
      weekly: z.int().min(0),
    }),
  }),
  desk: z.strictObject({
    /** A shared desk locks by itself after so long without anybody. */
    idleMinutes: z.number().min(1).max(480),
    /** A shared desk locks when this computer is locked, sleeps, or turns to another account of it. */
    lockWithComputer: z.boolean(),
    /** So long a PIN lets in after a sign-in with the password. */
    offlineDays: z.int().min(1).max(365),
    /** Where the desktop app fetches the dictionaries of its spell-checker; null for nowhere. macOS has its own. */
    dictionariesUrl: folderAddress.nullable(),
  }),
  network: z.strictObject({
    checkSeconds: z.number().min(1),
    /** A PEM file of further authorities to trust, beside Node's and the system's. */
    caFile: z.string().nullable(),
  }),
  /** Of the desktop app. */
  updates: z.strictObject({
    channel: z.enum(['stable', 'beta', 'off']),
    /** The folder of releases; null for none. What comes from there counts only with its signature. */
    url: folderAddress.nullable(),
  }),
  log: z.strictObject({
    level: z.enum(['debug', 'info', 'warn', 'error']),
    keepDays: z.int().min(1),
    syncLogDays: z.int().min(1),
  }),
  api: z.strictObject({ enabled: z.boolean(), port: z.int().min(0).max(65_535) }),
  /** How far the window's first run was left: the steps yet to do, and the database to bring along. */
  setup: z.strictObject({
    left: z.array(z.enum(['database', 'backups', 'key'])),
    file: z.string().nullable(),
  }),
  compare: z.strictObject({ cron: z.string().nullable() }),
  imports: z.array(z.unknown()),
});
export type Config = z.infer<typeof configSchema>;

export type ConfigValue = z.infer<ReturnType<typeof z.json>>;

/** A setting by its dotted path; undefined where there is none. */
export function readPath(tree: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, key) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, key)
          ? (node as Record<string, unknown>)[key]
          : undefined,
      tree,
    );
}

/** A copy of the tree with one path set; folders on the way are made. */
export function writePath(tree: unknown, path: string, value: unknown): Record<string, unknown> {
  const [head = '', ...rest] = path.split('.');
  const node = typeof tree === 'object' && tree !== null ? { ...tree } : {};
  const record = node as Record<string, unknown>;
  record[head] = rest.length === 0 ? value : writePath(record[head], rest.join('.'), value);
  return record;
}

/** Dotted paths of every setting of a tree; lists and empty folders count as one setting. */
export function settingPaths(tree: unknown, prefix = ''): string[] {
  if (!isFolder(tree)) return [prefix];
  return Object.entries(tree).flatMap(([key, value]) =>
    settingPaths(value, prefix === '' ? key : `${prefix}.${key}`),
  );
}

function isFolder(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  );
}

/** `remote.intervalSeconds` is overridden by `SATCHEL_REMOTE_INTERVAL_SECONDS`. */
export function environmentVariable(path: string): string {
  const words = path.replace(/([a-z])([A-Z])/g, '$1_$2').replaceAll(/[.-]/g, '_');
  return `SATCHEL_${words.toUpperCase()}`;
}
