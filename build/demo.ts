// `npm run demo`: two desks and a server, without a window: a morning offline at both, a conflict, a sync, and
// the proof that all three hold the same records. Ends with 1 where they do not.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorFromClient } from '../shared/api/client-error.ts';
import type { SyncReport } from '../shared/api/sync.ts';
import { toSatchelError } from '../shared/errors/satchel-error.ts';
import type { WireValue } from '../shared/records/values.ts';
import { type RunningServer, startServer } from '../server/start-server.ts';
import { generateClinic } from './demo/clinic-data.ts';
import { Shutdown } from './start/shutdown.ts';
import { Desk, readFileContent } from './two-desks/desk.ts';
import { type Contested, workOffline } from './two-desks/offline-work.ts';
import { countsText, Report } from './two-desks/report.ts';

const CLINIC = 'Demo Clinic';
const USERNAME = 'vet';
const PASSWORD = 'correct horse battery staple';

const started = performance.now();
const report = new Report();
const shutdown = new Shutdown();
shutdown.listen((line) => console.log(line));
const folder = mkdtempSync(join(tmpdir(), 'satchel-demo-'));
// PostgreSQL may run as another user, who has to get in.
chmodSync(folder, 0o755);

try {
  await run();
} catch (thrown) {
  const error = toSatchelError(thrown);
  report.check(false, `${error.message} ${error.action}`);
} finally {
  await shutdown.close();
  rmSync(folder, { recursive: true, force: true });
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  report.allHeld
    ? `\nBoth desks and the server hold the same records. (${seconds} s)`
    : `\nSomething did not hold; see the lines with ✗ above. (${seconds} s)`,
);
process.exit(report.allHeld ? 0 : 1);

async function run(): Promise<void> {
  report.heading('A server and two desks');
  const server = await openServer(0);
  const port = Number(new URL(server.url).port);
  await server.admin.addClinic(CLINIC);
  await server.admin.addUser({
    username: USERNAME,
    password: PASSWORD,
    clinic: CLINIC,
    role: 'admin',
  });
  const a = await openDesk('Front desk', 'a', server.url);
  const b = await openDesk('Surgery', 'b', server.url);
  report.say(`PostgreSQL and the sync server run; "${a.name}" and "${b.name}" are signed in.`);

  report.heading('The first day');
  const data = generateClinic({ seed: 11, today: '2026-03-18', owners: 120 });
  for (const [table, rows] of data.tables) await a.add(table, rows);
  report.say(`${a.name}: ${a.takeTyped()}`);
  await sync(a);
  await sync(b);
  await compare([a, b]);

  report.heading('The line is down');
  await server.close();
  report.check(await isOffline(a), `${a.name} finds no server, and works on`);
  report.check(await isOffline(b), `${b.name} finds no server, and works on`);
  const contested = await workOffline(a, b, data);
  for (const desk of [a, b]) {
    report.say(`${desk.name}: ${desk.takeTyped()}; ${String(await desk.pending())} records wait`);
  }

  report.heading('The line is back');
  await openServer(port);
  await sync(a);
  await sync(b);
  await settleConflict(b, contested);
  await sync(b);
  await sync(a);

  report.heading('Are they equal?');
  for (const desk of [a, b]) {
    report.check((await desk.pending()) === 0, `${desk.name}: nothing waits to be sent`);
    report.check((await desk.conflicts()).length === 0, `${desk.name}: no conflict is open`);
  }
  const merged = await a.get('patients', String(data.tables[4]?.[1][1]?.['id']));
  report.check(
    merged.values['breed'] === 'Border Terrier' && merged.values['sex'] === 'female',
    'one patient keeps the breed typed at one desk and the sex typed at the other',
  );
  const decided = await a.get('patients', contested.patient);
  report.check(decided.values['allergies'] === contested.atB, 'the choice reached the other desk');
  await compare([a, b]);
  await Promise.all([a.close(), b.close()]);
  compareFiles(a, b);
}

function openServer(port: number): Promise<RunningServer> {
  return shutdown.open(
    () => startServer({ dataDir: join(folder, 'server'), port }),
    (running) => running.close(),
  );
}

async function openDesk(name: string, home: string, url: string): Promise<Desk> {
  const desk = await shutdown.open(
    () => Desk.open(name, join(folder, home)),
    (opened) => opened.close(),
  );
  await desk.signIn(url, USERNAME, PASSWORD);
  return desk;
}

async function sync(desk: Desk): Promise<SyncReport> {
  const result = await desk.sync();
  const { status, localToRemote, remoteToLocal, bytesSent, bytesReceived } = result;
  report.check(
    status === 'success',
    `${desk.name} synced in ${result.durationSeconds.toFixed(2)} s: sent ${countsText(localToRemote)}; ` +
      `received ${countsText(remoteToLocal)}; ${kilobytes(bytesSent + bytesReceived)}` +
      (result.error ? ` (${result.error.message})` : ''),
  );
  return result;
}

async function isOffline(desk: Desk): Promise<boolean> {
  try {
    const { error } = await desk.sync();
    return error?.code === 'SERVER_UNREACHABLE';
  } catch (error) {
    return errorFromClient(error).code === 'SERVER_UNREACHABLE';
  }
}

async function settleConflict(desk: Desk, contested: Contested): Promise<void> {
  const conflicts = await desk.conflicts();
  report.check(
    conflicts.length === 1 && conflicts[0]?.localId === contested.patient,
    `exactly one conflict, at ${desk.name}: both desks wrote down the allergies of one patient`,
  );
  const [conflict] = conflicts;
  if (!conflict) return;
  report.say(`${conflict.title}, ${conflict.fieldLabel ?? 'the whole record'}:`);
  report.say(`  before   ${shown(conflict.baseValue)}`);
  report.say(`  here     ${shown(conflict.localValue)} (${conflict.localActor ?? 'unknown'})`);
  report.say(
    `  there    ${shown(conflict.remoteValue)} (${conflict.remoteActor ?? 'another desk'})`,
  );
  report.check(
    conflict.localValue === contested.atB && conflict.remoteValue === contested.atA,
    'both versions are kept, and neither was overwritten',
  );
  await desk.resolve(conflict._id, 'keep_local');
  report.say('A person chose: keep what was typed here.');
}

async function compare(desks: readonly Desk[]): Promise<void> {
  for (const desk of desks) {
    const { equal, atRest, tables } = await desk.compare();
    const rows = tables.reduce((sum, { here }) => sum + here, 0);
    report.check(
      equal && atRest,
      `${desk.name} and the server: ${String(rows)} records in ${String(tables.length)} tables, equal by content`,
    );
    for (const { table, here, there, equal: same } of tables) {
      if (!same) report.say(`  ${table}: ${String(here)} here, ${String(there)} there`);
    }
  }
}

/** The two files themselves, read without the engine. */
function compareFiles(a: Desk, b: Desk): void {
  const [inA, inB] = [readFileContent(a.home), readFileContent(b.home)];
  let rows = 0;
  const different = [...inA].filter(([table, content]) => {
    rows += content.rows;
    return inB.get(table)?.hash !== content.hash;
  });
  report.check(
    different.length === 0 && inA.size === inB.size && rows > 0,
    `the two files, read row by row: ${String(rows)} records, ` +
      (different.length === 0 ? 'equal' : `different in ${different.map(([t]) => t).join(', ')}`),
  );
}

function shown(value: WireValue): string {
  return value === null ? '(empty)' : String(value);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
