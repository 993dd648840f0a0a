import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { MigrateReport } from '../../../shared/api/migrate.ts';
import { caught } from '../../contract/engine-cases.ts';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import { type Desk, expectEqual, openDesk, settleDesks } from '../../support/two-desks.ts';

const OWNERS = 60;

/** A database of an older application with the clinic's tables; it knows nothing of Satchel. */
function oldFile(): string {
  const path = join(temporaryFolder(), 'old.db');
  const db = new BetterSqlite3(path);
  db.exec(`
    CREATE TABLE owners (id TEXT PRIMARY KEY, full_name TEXT NOT NULL, email TEXT, phone TEXT);
    CREATE TABLE patients (id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, name TEXT, species TEXT,
      microchip TEXT, status TEXT, colour TEXT);
    CREATE TABLE invoices (id INTEGER PRIMARY KEY, total TEXT);
    INSERT INTO invoices (total) VALUES ('12.50')`);
  const owner = db.prepare('INSERT INTO owners (id, full_name, phone) VALUES (?, ?, ?)');
  const patient = db.prepare(
    `INSERT INTO patients (id, owner_id, name, species, microchip, status) VALUES (?, ?, ?, 'dog', ?, 'active')`,
  );
  for (let index = 0; index < OWNERS; index++) {
    const id = `o${String(index).padStart(3, '0')}`;
    owner.run(id, `Canary Owner ${String(index)}`, `030 ${String(index)}`);
    patient.run(`p${id}`, id, 'Rex', `chip-${id}`);
  }
  db.close();
  return path;
}

function plainFile(): string {
  const path = oldFile();
  const db = new BetterSqlite3(path);
  db.exec('DROP TABLE invoices; ALTER TABLE patients DROP COLUMN colour');
  db.close();
  return path;
}

function change(path: string, sql: string): void {
  const db = new BetterSqlite3(path);
  db.exec(sql);
  db.close();
}

async function twoSignedInDesks(): Promise<{ desk: Desk; other: Desk }> {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  return { desk: await openDesk(access), other: await openDesk(access) };
}

const migrate = (
  desk: Desk,
  file: string,
  options: { checkOnly?: boolean; force?: boolean } = {},
) => desk.engine.services.migrate.run({ file, checkOnly: false, force: false, ...options });

function tableOf(report: MigrateReport, name: string) {
  return report.tables.find(({ table }) => table === name);
}

describe('migrating an existing database', () => {
  it('brings a file to an empty server, proven equal, and changes nothing by --check-only', async () => {
    const { desk, other } = await twoSignedInDesks();
    const file = plainFile();
    const checked = await migrate(desk, file, { checkOnly: true });
    expect(checked).toMatchObject({ state: 'checked', problems: [], unknown: [], backup: null });
    expect(tableOf(checked, 'owners')).toMatchObject({ rows: OWNERS, valid: OWNERS, there: 0 });
    expect(desk.records.list({ table: 'owners' }).total).toBe(0);
    expect(desk.engine.services.backups.list()).toEqual([]);

    const report = await migrate(desk, file);
    expect(report).toMatchObject({ state: 'migrated', problems: [], unknown: [] });
    expect(tableOf(report, 'patients')).toMatchObject({ added: OWNERS, equal: true });
    await other.sync();
    await expectEqual(desk, other);
    expect(other.records.get('owners', 'o007').values).toMatchObject({ phone: '030 7' });
    expect(desk.engine.services.backups.list()).toMatchObject([{ reason: 'before-migration' }]);
  });

  it('only compares with a server that holds records, until it is forced', async () => {
    const { desk, other } = await twoSignedInDesks();
    const file = plainFile();
    other.records.add('owners', { full_name: 'Here before' });
    await other.sync();
    const compared = await migrate(desk, file);
    expect(compared.state).toBe('compared');
    expect(tableOf(compared, 'owners')).toMatchObject({ there: 1, equal: false });
    expect(desk.network.requests.some(({ url }) => url.includes('/upload/'))).toBe(false);

    const forced = await migrate(desk, file, { force: true });
    expect(tableOf(forced, 'owners')).toMatchObject({ added: OWNERS, equal: true });
    await settleDesks([desk, other]);
    await expectEqual(desk, other);
    // Ended: the same file is only compared again.
    expect((await migrate(desk, file)).state).toBe('compared');
  });

  it('merges by key and writes nothing over: what differs goes to a person, what was deleted stays deleted', async () => {
    const { desk, other } = await twoSignedInDesks();
    const file = plainFile();
    await migrate(desk, file);
    await other.sync();
    other.records.set('owners', 'o001', { phone: 'changed at the clinic' });
    other.records.delete('patients', 'po002');
    await other.sync();
    change(file, "UPDATE owners SET phone = 'changed in the file' WHERE id = 'o003'");

    const report = await migrate(desk, file, { force: true });
    expect(report.state).toBe('attention');
    expect(tableOf(report, 'owners')).toMatchObject({ added: 0, conflicts: 2 });
    expect(tableOf(report, 'patients')).toMatchObject({ added: 0, left: 1 });
    await other.sync();
    expect(other.records.get('owners', 'o001').values).toMatchObject({
      phone: 'changed at the clinic',
    });
    expect(other.records.get('owners', 'o003').values).toMatchObject({ phone: '030 3' });
    const conflicts = desk.engine.services.conflicts.list({ resolved: false });
    expect(conflicts.map(({ localId, field }) => [localId, field]).sort()).toEqual([
      ['o001', 'phone'],
      ['o003', 'phone'],
    ]);
    expect(
      (await caught(Promise.resolve().then(() => other.records.get('patients', 'po002')))).code,
    ).toBe('RECORD_NOT_FOUND');
  });

  it('leaves out what does not keep to the schema, and says what and why without a value', async () => {
    const { desk } = await twoSignedInDesks();
    const file = oldFile();
    change(
      file,
      `UPDATE patients SET status = 'Canary status' WHERE id = 'po004';
       UPDATE owners SET full_name = X'FF' WHERE id = 'o005'`,
    );
    const report = await migrate(desk, file);
    expect(report.state).toBe('attention');
    expect(report.problems).toMatchObject([
      { table: 'owners', rows: 1 },
      { table: 'patients', rows: 1 },
    ]);
    expect(report.unknown).toEqual([
      { table: 'invoices', column: null, rows: 1, reason: null, said: [] },
      { table: 'patients', column: 'colour', rows: OWNERS, reason: null, said: [] },
    ]);
    expect(tableOf(report, 'owners')).toMatchObject({ rows: OWNERS, valid: OWNERS - 1 });
    expect(JSON.stringify(report)).not.toContain('Canary');
  });

  it('that was cut off is finished by running it again, and nothing arrives twice', async () => {
    const { desk, other } = await twoSignedInDesks();
    const file = plainFile();
    let uploads = 0;
    desk.network.after = (request, answer) => {
      if (request.url.includes('/upload/') && ++uploads === 1) {
        throw Object.assign(new Error('cut off'), { code: 'ECONNRESET' });
      }
      return answer;
    };
    expect((await caught(migrate(desk, file))).code).toBe('MIGRATE_STOPPED');
    const reopened = await desk.reopen();
    // The server is no longer empty; what is there came from this file.
    const again = await migrate(reopened, file);
    expect(again.state).toBe('migrated');
    await other.sync();
    await expectEqual(reopened, other);
    expect(other.records.list({ table: 'owners' }).total).toBe(OWNERS);
  });

  it('sends this desk’s own database where no file is named', async () => {
    const { desk, other } = await twoSignedInDesks();
    desk.records.add('owners', { full_name: 'Years of work' });
    const report = await desk.engine.services.migrate.run({ checkOnly: false, force: false });
    expect(report).toMatchObject({ state: 'migrated' });
    await other.sync();
    await expectEqual(desk, other);
  });
});
