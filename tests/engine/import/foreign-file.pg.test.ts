import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { MigrateReport } from '../../../shared/api/migrate.ts';
import { caught } from '../../contract/engine-cases.ts';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import { type Desk, openDesk, settleDesks } from '../../support/two-desks.ts';

/** The database of another vet's application: names that the clinic has too, keys and types of its own. */
function foreignFile(): string {
  const path = join(temporaryFolder(), 'practice.sqlite');
  const db = new BetterSqlite3(path);
  db.exec(`
    CREATE TABLE client (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(80) NOT NULL, email TEXT UNIQUE,
      balance DECIMAL(10,2), joined DATE, photo BLOB, weight REAL, vip BOOLEAN);
    CREATE TABLE patients (id INTEGER PRIMARY KEY, client INT REFERENCES Client(ID), nick TEXT, mother INTEGER REFERENCES patients(id));
    CREATE TABLE visit (patient INTEGER NOT NULL, day TEXT NOT NULL, note TEXT, PRIMARY KEY (patient, day)) WITHOUT ROWID;
    CREATE TABLE visit_note (note TEXT UNIQUE, id TEXT PRIMARY KEY NOT NULL);
    CREATE TABLE log (line TEXT);
    CREATE VIRTUAL TABLE words USING fts5 (text);
    CREATE VIEW adults AS SELECT * FROM patients;
    INSERT INTO log VALUES ('nobody'), ('knows');
    CREATE TRIGGER noisy AFTER INSERT ON visit BEGIN INSERT INTO log VALUES ('visit'); END`);
  const client = db.prepare('INSERT INTO client VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const patient = db.prepare('INSERT INTO patients VALUES (?, ?, ?, ?)');
  const visit = db.prepare('INSERT INTO visit VALUES (?, ?, ?)');
  db.transaction(() => {
    for (let id = 1; id <= 250; id++) {
      const photo = id % 3 === 0 ? Buffer.from([0, 255, id % 256]) : null;
      client.run(
        id,
        `Canary ${String(id)}`,
        `c${String(id)}@x`,
        id / 4,
        '2024-02-29',
        photo,
        id + 0.5,
        id % 2,
      );
      patient.run(id, id, `Rex "${String(id)}" \\ ü\t`, id > 1 ? id - 1 : null);
      visit.run(id, '2024-03-01', `note ${String(id)}`);
    }
    db.exec('INSERT INTO patients VALUES (9007199254740993, 1, NULL, 1)');
  })();
  db.close();
  return path;
}

const NAMES = ['client', 'patients', 'visit', 'visit_note'] as const;

/** A number is one, whether SQLite keeps it as an integer or, in a column that may hold fractions, as a real. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function rowsOf(path: string): Record<string, unknown[][]> {
  const db = new BetterSqlite3(path, { readonly: true });
  db.defaultSafeIntegers(true);
  const rows = Object.fromEntries(
    NAMES.map((name) => {
      const all = db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).raw().all() as unknown[][];
      return [name, all.map((row) => row.map(plain))];
    }),
  );
  db.close();
  return rows;
}

const migrate = (desk: Desk, file: string, options: object = {}): Promise<MigrateReport> =>
  desk.engine.services.migrate.run({ file, checkOnly: false, force: false, ...options });

async function emptyClinic() {
  const server = await startTestServer();
  const as = (username: string) => openDesk({ url: server.url, username, password: PASSWORD });
  return { server, desk: await as('admin'), as };
}

describe('migrating a file of another application', () => {
  it('makes its tables at the server from what the file says of itself, brings its rows, and proves both equal', async () => {
    const { desk, as } = await emptyClinic();
    const file = foreignFile();
    const before = rowsOf(file);
    const prepared = await migrate(desk, file);
    expect(prepared).toMatchObject({ state: 'prepared', ownTables: true });
    const again = await desk.reopen();
    const report = await migrate(again, file);
    expect(report.problems).toEqual([]);
    expect(
      report.tables.map(({ table, rows, added, equal }) => [table, rows, added, equal]),
    ).toEqual([
      ['client', 250, 250, true],
      ['patients', 251, 251, true],
      ['visit', 250, 250, true],
      ['visit_note', 0, 0, true],
    ]);
    // Tables whose records have no key, and what SQLite derives, stay in the file, each with the reason.
    expect(report.state).toBe('attention');
    expect(report.unknown.map(({ table }) => table)).toContain('log');
    expect(rowsOf(join(again.home, 'clinic.db'))).toEqual(before);

    const other = await as('staff');
    expect((await other.sync()).error?.code).toBe('SCHEMA_ADOPTED');
    const joined = await other.reopen();
    await settleDesks([joined, again]);
    expect(rowsOf(join(joined.home, 'clinic.db'))).toEqual(before);
    joined.records.set('patients', '7', { nick: 'edited at the other desk' });
    await settleDesks([joined, again]);
    expect(again.records.get('patients', '7').values).toMatchObject({
      nick: 'edited at the other desk',
    });
    expect(rowsOf(file)).toEqual(before);
  });

  it('checks the file without a sign-in, changes nothing, and says what could not be checked', async () => {
    const { desk } = await emptyClinic();
    const file = foreignFile();
    const checked = await migrate(desk, file, { checkOnly: true });
    expect(checked).toMatchObject({ state: 'checked', ownTables: true });
    expect(checked.summary).toContain('their tables would be made at the server');
    await desk.engine.services.account.logout();
    const alone = await migrate(desk, file, { checkOnly: true });
    expect(alone.summary).toMatch(
      /^751 of 751 records can be migrated; the server could not be asked/,
    );
    const again = await desk.reopen();
    expect(again.records.tables().map(({ name }) => name)).toContain('owners');
    expect(JSON.stringify(checked)).not.toContain('Canary');
  });

  it('says of what it could not bring what and why, before and after, without a value', async () => {
    const { desk } = await emptyClinic();
    const file = foreignFile();
    const db = new BetterSqlite3(file);
    db.pragma('foreign_keys = OFF');
    db.exec(`INSERT INTO client (id, name, vip) VALUES (900, 'Canary', 1);
      UPDATE patients SET client = 'Canary no number' WHERE id = 7;
      UPDATE patients SET client = 5555 WHERE id = 9`);
    db.close();
    const told = {
      problems: [
        {
          table: 'patients',
          problem: 'client: must be a whole number (beyond 2^53 as text)',
          rows: 1,
        },
      ],
      unknown: [
        {
          table: 'log',
          column: null,
          rows: 252,
          reason: 'it has no primary key, so its records cannot be told apart',
          said: [{ code: 'table-no-key', values: {} }],
        },
      ],
    };
    expect(await migrate(desk, file, { checkOnly: true })).toMatchObject(told);
    await migrate(desk, file);
    const again = await desk.reopen();
    const report = await migrate(again, file);
    expect(report).toMatchObject({ ...told, state: 'attention' });
    expect(report.summary).toContain('were refused by it and wait here, with the reason');
    expect(again.engine.services.quarantine.list().map(({ table }) => table)).toContain('patients');
    expect(JSON.stringify(report)).not.toContain('Canary');
  });

  it('leaves a clinic and a desk that hold other records as they are', async () => {
    const { desk, as } = await emptyClinic();
    const file = foreignFile();
    const staff = await as('staff');
    expect((await caught(migrate(staff, file))).code).toBe('FORBIDDEN');
    staff.records.add('owners', { full_name: 'Here before' });
    expect((await caught(migrate(staff, file))).code).toBe('MIGRATE_DESK_IN_USE');
    await staff.sync();
    const refused = await caught(migrate(desk, file));
    expect([refused.code, refused.message]).toEqual([
      'SCHEMA_IN_USE',
      'The clinic Riverside holds records of other tables already: owners.',
    ]);
    const checked = await migrate(desk, file, { checkOnly: true });
    expect(checked.summary).toContain('holds 1 records of other tables, so it cannot take these');
    const again = await desk.reopen();
    await again.sync();
    expect(again.records.list({ table: 'owners' }).total).toBe(1);
  });
});
