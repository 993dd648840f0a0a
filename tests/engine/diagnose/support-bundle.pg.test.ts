import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createFileLog } from '../../../engine/thread/file-log.ts';
import { caught } from '../../contract/engine-cases.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import { settleDesks, twoDesks } from '../../support/two-desks.ts';
import { unzip } from '../../support/unzip.ts';
import { PASSWORD } from '../../support/server.ts';

/** What must not leave the desk, each in another place. */
const canaries = {
  name: 'Canary Zebedee Quill',
  microchip: '985112009876543',
  mail: 'canary.quill@example.test',
  mine: 'canary-note-of-desk-a',
  theirs: 'canary-note-of-desk-b',
  badge: 'canary-username-taken',
  passphrase: 'canary passphrase of backups',
  urlPassword: 'canary-url-password',
  urlToken: 'canary-url-token',
  logged: 'canary-value-in-a-log',
  bearer: 'canary-bearer-token',
  literal: 'canary-literal-in-sql',
};

async function deskWithCanaries() {
  const { a, b, access } = await twoDesks();
  const owner = a.records.add('owners', { full_name: canaries.name, email: canaries.mail });
  a.records.add('patients', {
    owner_id: owner.key,
    name: canaries.name,
    species: 'dog',
    microchip: canaries.microchip,
  });
  await settleDesks([a, b]);
  a.records.set('owners', owner.key, { notes: canaries.mine });
  b.records.set('owners', owner.key, { address: canaries.theirs, phone: canaries.theirs });
  a.records.set('owners', owner.key, { phone: canaries.mine });
  for (const desk of [b, a]) {
    desk.records.add('staff', {
      username: canaries.badge,
      full_name: canaries.name,
      is_active: true,
    });
    await desk.sync();
  }
  return { desk: a, other: b, access };
}

function logCanaries(home: string): Promise<void> {
  const log = createFileLog({ home, level: 'debug' });
  log.write('warn', `Unexpected token in "${canaries.logged}"`, {
    code: 'INTERNAL',
    detail: `Unexpected token 'c', "${canaries.logged}" is not valid JSON`,
    note: canaries.logged,
    nested: { deep: canaries.logged },
    address: `https://u:${canaries.urlPassword}@server.test/?token=${canaries.urlToken}`,
  });
  log.write('error', `Authorization: Bearer ${canaries.bearer}`);
  log.write('warn', 'slow statement', {
    sql: ['SELECT', `'${canaries.literal}'`].join(' '),
    ms: 300,
  });
  return log.close();
}

describe('the support bundle', () => {
  it('holds what helps and none of the names, chips, tokens and passwords planted on the desk', async () => {
    const { desk } = await deskWithCanaries();
    const { services } = desk.engine;
    await services.backups.setPassphrase(canaries.passphrase);
    await services.backups.create({ reason: 'manual' });
    await logCanaries(desk.home);
    mkdirSync(join(desk.home, 'logs'), { recursive: true });
    writeFileSync(join(desk.home, 'logs', 'foreign.log'), `plain text ${canaries.logged}\n`);
    services.settings.set(
      'environments.production.url',
      desk.network.requests[0]?.url.split('/api')[0],
    );
    services.settings.set('imports', [{ password: canaries.urlPassword, map: canaries.name }]);
    expect(services.conflicts.list({ resolved: false }).length).toBeGreaterThan(0);

    const to = join(temporaryFolder(), 'bundle.zip');
    const made = await services.diagnose.bundle({ to });
    expect(made.path).toBe(to);
    const files = unzip(to);
    expect(Object.keys(files).sort()).toEqual([
      'backups.json',
      'database.json',
      'diagnosis.json',
      'logs/foreign.log',
      'logs/satchel.log',
      'schema.sql',
      'settings.json',
      'sync-log.json',
      'versions.json',
    ]);
    const all = Object.values(files).join('\n');
    for (const [what, canary] of Object.entries(canaries)) {
      expect(all.includes(canary), `${what} is in the bundle`).toBe(false);
    }
    expect(all).not.toContain(PASSWORD);
    expect(all).not.toMatch(/eyJ[\w-]+\.[\w-]+/);

    const database = JSON.parse(files['database.json'] ?? '') as {
      counts: Record<string, number>;
      conflicts: { table: string; field: string }[];
    };
    expect(database.counts).toMatchObject({ patients: 1 });
    expect(database.conflicts).toContainEqual(expect.objectContaining({ table: 'owners' }));
    expect(files['schema.sql']).toContain('CREATE TABLE "patients"');
    expect(files['logs/satchel.log']).toContain('"code":"INTERNAL"');
    expect(files['logs/satchel.log']).toContain('"ms":300');
    expect(files['sync-log.json']).toContain('"trigger": "manual"');
    expect(files['diagnosis.json']).toContain('"id": "database"');
    expect(files['backups.json']).toContain('"verified"');
  });

  it('finds the sign-in of the secret store wherever it got to', async () => {
    const { a } = await twoDesks();
    await a.sync();
    const token = accessToken(a.network.requests.at(-1)?.headers['authorization']);
    const log = createFileLog({ home: a.home, level: 'debug' });
    log.write('warn', token, { code: token });
    await log.close();
    const { path } = await a.engine.services.diagnose.bundle({});
    const files = unzip(path);
    expect(files['logs/satchel.log']).toContain('[redacted]');
    expect(Object.values(files).join('\n')).not.toContain(token);
  });

  it('is refused where a file lies already, and leaves that file as it is', async () => {
    const { a } = await twoDesks();
    const to = join(temporaryFolder(), 'there.zip');
    writeFileSync(to, 'mine');
    const error = await caught(a.engine.services.diagnose.bundle({ to }));
    expect(error.code).toBe('BUNDLE_EXISTS');
    expect(readFileSync(to, 'utf8')).toBe('mine');
    expect(existsSync(`${to}.part`)).toBe(false);
  });

  it('describes a desk whose database cannot be read', async () => {
    const { a } = await twoDesks();
    const other = new BetterSqlite3(join(a.home, 'clinic.db'));
    other.exec('DROP TABLE _sync_conflict');
    other.close();
    const { path } = await a.engine.services.diagnose.bundle({});
    expect(unzip(path)['database.json']).toContain('"conflicts": "failed: ');
  });
});

function accessToken(header: string | undefined): string {
  const token = header?.split(' ')[1];
  if (token === undefined) throw new RangeError('the desk sent no token');
  return token;
}
