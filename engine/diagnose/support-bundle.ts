import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { Bundle, BundleRequest, Diagnosis } from '../../shared/api/diagnose.ts';
import type { Setting } from '../../shared/api/settings.ts';
import type { RunDetail, SyncReport } from '../../shared/api/sync.ts';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { BackupService } from '../backup/backup-service.ts';
import type { RunJob } from '../backup/jobs.ts';
import { OLDEST_SQLITE } from '../store/database.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import type { Secrets } from '../ports.ts';
import { json } from './pack-bundle.ts';
import { hideCredentials, redactSettings, redactText, secretTexts } from './redact.ts';

export interface SupportBundleOptions {
  readonly home: string;
  readonly database: string;
  readonly key?: DatabaseKey | undefined;
  readonly backups: BackupService;
  readonly secrets: Secrets;
  readonly runJob: RunJob;
  readonly now: () => number;
  readonly diagnose: () => Promise<Diagnosis>;
  readonly settings: () => Setting[];
  /** Not there while the database cannot be opened. */
  readonly sync?: {
    runs(limit: number): SyncReport[];
    runDetail(id: number): RunDetail;
  };
}

const RUNS = 200;
const DETAILED_RUNS = 20;
/** Names under which the engine keeps secrets; what they hold is taken out of every text. */
const secretNames = ['sign-in', 'backup-passphrase', 'database-keys'];

/** What whoever helps needs to know of this desk, without a value of any record and without a secret. */
export async function createSupportBundle(
  options: SupportBundleOptions,
  { to }: BundleRequest,
): Promise<Bundle> {
  const { home, database, backups, sync } = options;
  const at = new Date(options.now()).toISOString();
  const name = `satchel-support-${at.slice(0, 19).replaceAll(':', '-')}Z.zip`;
  const texts = await Promise.all([
    part('versions.json', () => versions(at)),
    part('diagnosis.json', () => options.diagnose().then(redactDiagnosis)),
    part('settings.json', () => redactSettings(options.settings())),
    part('backups.json', async () => ({ status: await backups.status(), backups: backups.list() })),
    part('sync-log.json', () =>
      sync ? syncLog(sync) : { failed: 'the database cannot be opened' },
    ),
  ]);
  const held = await Promise.all(secretNames.map((secret) => options.secrets.get(secret)));
  return options.runJob(
    'pack-bundle',
    {
      to: to ?? join(home, 'support', name),
      logs: join(home, 'logs'),
      database,
      key: options.key,
      texts,
      secrets: held.flatMap(secretTexts),
    },
    { signal: new AbortController().signal, progress: () => undefined },
  );
}

async function part(name: string, make: () => unknown): Promise<{ name: string; text: string }> {
  try {
    return { name, text: hideCredentials(json(await make())) };
  } catch (error) {
    return { name, text: json({ failed: toSatchelError(error).code }) };
  }
}

function versions(at: string) {
  return {
    at,
    satchel: packageJson.version,
    versions: process.versions,
    oldestSqlite: OLDEST_SQLITE,
    platform: platform(),
    release: release(),
    arch: arch(),
    cpus: cpus().length,
    memoryBytes: { total: totalmem(), free: freemem() },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    uptimeSeconds: Math.round(process.uptime()),
  };
}

function redactDiagnosis(diagnosis: Diagnosis): Diagnosis {
  return {
    ...diagnosis,
    findings: diagnosis.findings.map((found) => ({ ...found, finding: redactText(found.finding) })),
  };
}

function syncLog(sync: NonNullable<SupportBundleOptions['sync']>) {
  return sync.runs(RUNS).map((run, index) => {
    const error = run.error && { ...run.error, message: redactText(run.error.message) };
    if (index >= DETAILED_RUNS) return { ...run, error };
    const { events } = sync.runDetail(run.id);
    return {
      ...run,
      error,
      events: events.map((event) => ({ ...event, message: redactText(event.message) })),
    };
  });
}
