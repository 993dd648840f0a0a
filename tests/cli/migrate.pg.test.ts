import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MigrateReport } from '../../shared/api/migrate.ts';
import { createDeskWorld, type DeskWorld, worldPassword } from '../support/desk-world.ts';
import { connect } from '../support/postgres.ts';

const ROWS = 1500;
let world: DeskWorld;
let sql: pg.Client;
let file: string;

beforeAll(async () => {
  world = await createDeskWorld();
  sql = await connect(world.server.databaseUrl);
  file = join(world.folder, 'practice.sqlite');
  const db = new BetterSqlite3(file);
  db.exec('CREATE TABLE herd (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  db.exec(
    'CREATE TABLE animal (id INTEGER PRIMARY KEY, herd_id INTEGER REFERENCES herd(id), tag TEXT UNIQUE)',
  );
  const herd = db.prepare('INSERT INTO herd VALUES (?, ?)');
  const animal = db.prepare('INSERT INTO animal VALUES (?, ?, ?)');
  db.transaction(() => {
    for (let id = 1; id <= ROWS; id++) {
      herd.run(id, `Herd ${String(id)}`);
      animal.run(id, id, `tag-${String(id)}`);
    }
  })();
  db.close();
}, 60_000);
afterAll(async () => {
  await sql.end();
  await world.close();
});

let clinics = 0;
let username: string;
beforeEach(async () => {
  const clinic = `Practice ${String(++clinics)}`;
  username = `chief-${String(clinics)}`;
  await world.server.admin.addClinic(clinic);
  await world.server.admin.addUser({ username, password: worldPassword, clinic, role: 'admin' });
});

/** Rows of the clinic's tables at the server, past the sync protocol; undefined while they are not there. */
async function atServer(): Promise<{ herd: number; animal: number } | undefined> {
  const { rows } = await sql.query<{ place: string; clinic: number }>(
    `SELECT 'app_' || c.schema_id AS place, c.id AS clinic FROM satchel.clinics c
     JOIN satchel.users u ON u.clinic_id = c.id WHERE u.username = $1 AND c.schema_id IS NOT NULL`,
    [username],
  );
  if (!rows[0]) return undefined;
  const { place, clinic } = rows[0];
  const counted = await sql.query<{ herd: number; animal: number }>(
    `SELECT (SELECT count(*)::integer FROM ${place}.herd WHERE clinic_id = $1) AS herd,
       (SELECT count(*)::integer FROM ${place}.animal WHERE clinic_id = $1) AS animal`,
    [clinic],
  );
  return counted.rows[0];
}

function atDesk(home: string): number {
  try {
    const db = new BetterSqlite3(join(home, 'clinic.db'), { readonly: true, fileMustExist: true });
    try {
      return (db.prepare('SELECT count(*) AS n FROM herd').get() as { n: number }).n;
    } finally {
      db.close();
    }
  } catch {
    return 0;
  }
}

describe('satchel migrate of another application’s file', () => {
  test('--check-only needs neither a folder nor a sign-in, and makes none', async () => {
    const ran = await world.at('nowhere', ['migrate', file, '--check-only']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      `${String(2 * ROWS)} of ${String(2 * ROWS)} records can be migrated`,
    );
    expect(ran.stdout).toContain('could not be asked');
    expect(existsSync(world.home('nowhere'))).toBe(false);
  });

  test('is one command, and so is the first sync of another desk', async () => {
    await world.join('office', username);
    const ran = await world.at('office', ['migrate', file, '--json']);
    expect([ran.code, ran.json<MigrateReport>().state]).toEqual([0, 'migrated']);
    expect(await atServer()).toEqual({ herd: ROWS, animal: ROWS });
    await world.join('stable', username);
    expect((await world.at('stable', ['sync', '--json'])).code).toBe(0);
    expect(atDesk(world.home('stable'))).toBe(ROWS);
    const listed = await world.at('stable', ['records', 'list', 'animal', '--json']);
    expect(listed.json()).toMatchObject({ total: ROWS });
  });

  test('killed at any step goes on where it was, and nothing is lost or doubled', async () => {
    await world.join('barn', username);
    const home = world.home('barn');
    const made = (name: string): boolean => existsSync(join(home, name));
    const steps: Record<string, () => Promise<boolean> | boolean> = {
      'tables made': async () => (await atServer()) !== undefined,
      'schema taken': () => made('schema.json'),
      'backed up': () => made('backups') && readdirSync(join(home, 'backups')).length > 0,
      'import begun': () => atDesk(home) > 0,
      'half imported': () => atDesk(home) > ROWS / 2,
      'sending begun': async () => ((await atServer())?.herd ?? 0) > 0,
    };
    for (const [step, reached] of Object.entries(steps)) {
      let hit = false;
      const killWhen = async (ended: AbortSignal): Promise<void> => {
        while (!ended.aborted && !(hit = await reached())) await sleep(2);
      };
      const ran = await world.spawnAt('barn', ['migrate', file, '--json'], { killWhen });
      expect([step, hit]).toEqual([step, true]);
      expect([step, ran.code]).toEqual([step, null]);
    }
    const last = await world.at('barn', ['migrate', file, '--json']);
    const report = last.json<MigrateReport>();
    expect([last.code, report.state, report.problems]).toEqual([0, 'migrated', []]);
    expect(report.tables.map(({ rows, equal }) => [rows, equal])).toEqual([
      [ROWS, true],
      [ROWS, true],
    ]);
    expect(await atServer()).toEqual({ herd: ROWS, animal: ROWS });
    expect(atDesk(home)).toBe(ROWS);
    expect((await world.at('barn', ['status', '--json'])).json()).toMatchObject({ pending: 0 });
    // Ended: the same file is only compared from now on.
    const again = await world.at('barn', ['migrate', file, '--json']);
    expect(again.json<MigrateReport>().state).toBe('compared');
  });
});
