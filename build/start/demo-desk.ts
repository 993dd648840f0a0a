import type { EngineClient } from '../../engine/index.ts';
import { errorFromClient } from '../../shared/api/client-error.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SyncReport } from '../../shared/api/sync.ts';
import { generateClinic, type Row } from '../demo/clinic-data.ts';
import type { DemoFolder } from './demo-state.ts';

const ROWS_AT_ONCE = 1000;

/** Signs the desk in at the demo's server: the first time by setting it up, later only where it must. */
export async function signDeskIn(
  client: EngineClient,
  folder: DemoFolder,
  server: string,
): Promise<void> {
  const { username, password } = folder.state;
  const account = await client.account.whoami({});
  if (account.server === null) {
    await client.account.setup({ server, username, password, deviceName: 'Front desk' });
    return;
  }
  if (account.server !== server) {
    await client.settings.set({ key: `environments.${account.environment}.url`, value: server });
  }
  if (account.server !== server || !account.signedIn) {
    await client.account.login({ username, password });
  }
}

/** Fills the desk with the demo clinic's records and sends them; the number of rows by table. */
export async function seedDesk(
  client: EngineClient,
  folder: DemoFolder,
): Promise<ReadonlyMap<string, number>> {
  const { seed, today } = folder.state;
  const { tables } = generateClinic({ seed, today, owners: 240 });
  const counts = new Map<string, number>();
  for (const [table, rows] of tables) {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      await addOnce(client, table, rows.slice(from, from + ROWS_AT_ONCE));
    }
    counts.set(table, rows.length);
  }
  requireSuccess(await client.sync.run({}));
  folder.keep({ seeded: true });
  return counts;
}

/** Rows are saved all or none, so one that is there already means that an interrupted start saved them all. */
async function addOnce(client: EngineClient, table: string, rows: readonly Row[]): Promise<void> {
  try {
    await client.records.addMany({ table, rows: [...rows] });
  } catch (error) {
    if (errorFromClient(error).code !== 'RECORD_EXISTS') throw error;
  }
}

export function requireSuccess(report: SyncReport): SyncReport {
  if (report.status === 'success') return report;
  const { error } = report;
  const reason = error ? `: ${error.message} ${error.action}` : '';
  throw new SatchelError('INTERNAL', { detail: `the sync ended as ${report.status}${reason}` });
}
