import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createEngine, type Engine } from '../../../engine/engine.ts';
import { KeyRing } from '../../../engine/keys/key-ring.ts';
import type { Secrets } from '../../../engine/ports.ts';
import type { DatabaseKey } from '../../../engine/store/database-key.ts';
import { fileStateOf } from '../../../engine/store/sealed-file.ts';
import { createFileSecrets } from '../../../engine/thread/file-secrets.ts';
import { systemClock, systemRandom } from '../../../engine/thread/system-ports.ts';
import { openReadonly } from '../../../engine/store/database.ts';
import { mortalProgram } from '../../support/mortal-programs.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const program = mortalProgram('killed-desk');
const ROWS = 8_000;
const tasks = ['backup', 'restore', 'exchange'] as const;

export interface Kills {
  readonly kills: number;
  /** How often the process had ended before the kill came. */
  readonly tooLate: number;
  /** How often the kill came while an exchange was planned and not ended. */
  readonly exchanging: number;
  readonly losses: readonly string[];
}

/**
 * Kills a desk's process during a backup, a restore, or the exchange that ends one, again and again over the same home, and looks after each kill
 * at the next start: every record that was said to be saved is there or in the displaced database, every listed backup
 * is whole, and the database is the old or the new one.
 */
export async function killAgainAndAgain(
  count: number,
  { random, sealNew }: { random: () => number; sealNew: boolean },
): Promise<Kills> {
  const home = temporaryFolder();
  const saved = new Set<string>();
  const losses: string[] = [];
  let tooLate = 0;
  let exchanging = 0;
  await fill(home, { saved, sealNew });
  const longestMs = { backup: 4_000, restore: 4_000, exchange: 1_000 };
  for (let kill = 0; kill < count; kill++) {
    const task = tasks[kill % tasks.length] ?? 'backup';
    const ran = await runAndKill(home, { task, afterMs: random() * longestMs[task] });
    if (ran.endedMs !== undefined) {
      tooLate++;
      longestMs[task] = Math.max(20, Math.min(longestMs[task], ran.endedMs));
    }
    for (const key of ran.saved) saved.add(key);
    if (existsSync(join(home, 'restore.json'))) exchanging++;
    losses.push(
      ...(await look(home, saved)).map((loss) => `kill ${String(kill)}, ${task}: ${loss}`),
    );
  }
  return { kills: count, tooLate, exchanging, losses };
}

async function runAndKill(
  home: string,
  { task, afterMs }: { task: string; afterMs: number },
): Promise<{ saved: string[]; endedMs: number | undefined }> {
  const child = spawn(process.execPath, [program, home, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const saved: string[] = [];
  let endedMs: number | undefined;
  let began = Number.POSITIVE_INFINITY;
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('saved ')) saved.push(line.slice('saved '.length));
    if (line === 'ready') {
      began = performance.now();
      ready.resolve();
    }
    if (line === 'ended') endedMs = performance.now() - began;
  });
  await Promise.race([ready.promise, exited]);
  await Promise.race([delay(afterMs), exited]);
  child.kill('SIGKILL');
  await exited;
  return { saved, endedMs };
}

/** A start as the app makes it: finishes a planned exchange, checks, opens. */
async function look(home: string, saved: Set<string>): Promise<string[]> {
  const losses: string[] = [];
  let engine: Engine;
  try {
    engine = await open(home);
  } catch (error) {
    return [`the desk does not start: ${String(error)}`];
  }
  try {
    const { backups, records } = engine.services;
    for (const backup of backups.list()) {
      if (backup.state !== 'verified') losses.push(`backup ${backup.id} is ${backup.state}`);
    }
    const [newest] = backups.list();
    const [verdict] = newest ? await backups.verify({ id: newest.id }) : [];
    if (verdict?.ok !== true) losses.push('the newest backup is not whole');
    const { keys } = await KeyRing.open(secretsOf(home));
    const [key] = keys;
    const here = keysIn(join(home, 'clinic.db'), key);
    // A database that was sealed is never found in the clear, nor is one that was put aside.
    if (
      key &&
      [join(home, 'clinic.db'), ...displaced(home)].some((path) => fileStateOf(path) === 'plain')
    ) {
      losses.push('a file lies there in the clear');
    }
    if (here.size < ROWS) losses.push(`only ${String(here.size)} records`);
    const kept = new Set(displaced(home).flatMap((path) => [...keysIn(path, key)]));
    const missing = [...saved].filter((key) => !here.has(key) && !kept.has(key));
    if (missing.length > 0) losses.push(`${String(missing.length)} saved records are nowhere`);
    // What only a displaced database has is offered; taken back, it is here again for the next round.
    backups.recover({ dismiss: false });
    if (records.list({ table: 'owners', limit: 1, offset: 0 }).total < ROWS) {
      losses.push('the engine answers with fewer records');
    }
  } finally {
    await engine.close();
  }
  return losses;
}

async function fill(
  home: string,
  { saved, sealNew }: { saved: Set<string>; sealNew: boolean },
): Promise<void> {
  const engine = await open(home, sealNew);
  const { records, backups } = engine.services;
  for (let from = 0; from < ROWS; from += 1000) {
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      full_name: `Owner ${String(from + index)}`,
      notes: 'x'.repeat(400),
    }));
    for (const key of records.addMany('owners', rows)) saved.add(key);
  }
  await backups.create({ reason: 'manual' });
  await engine.close();
}

function open(home: string, sealNew = false): Promise<Engine> {
  return createEngine({
    home,
    sealNew,
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: secretsOf(home),
      log: { write: () => undefined },
      transport: { send: () => Promise.reject(new RangeError('no network here')) },
    },
  });
}

function displaced(home: string): string[] {
  const folder = join(home, 'displaced');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => join(folder, name));
}

function secretsOf(home: string): Secrets {
  return createFileSecrets(join(home, 'secrets.json'));
}

function keysIn(path: string, key: DatabaseKey | undefined): Set<string> {
  const db = openReadonly(path, { mustExist: true, key });
  try {
    return new Set(db.all<{ id: string }>('SELECT id FROM owners').map(({ id }) => id));
  } finally {
    db.close();
  }
}
