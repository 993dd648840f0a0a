import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EngineHandle, startEngine } from '../../../engine/thread/start-engine.ts';
import { createFileLog } from '../../../engine/thread/file-log.ts';
import { fileStateOf } from '../../../engine/store/sealed-file.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { bundledThreads } from '../../support/bundled-threads.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { temporaryFolder } from '../store/temporary-store.ts';
import { beginsAsPlain, filesWithCanaries } from './canary.ts';

type Options = Pick<Parameters<typeof startEngine>[0], 'log' | 'sealNew'> | { sealNew?: boolean };

interface Started {
  readonly engine: EngineHandle;
  readonly client: EngineHandle['client'];
}

async function start(home: string, options: Options = {}): Promise<Started> {
  const engine = await startEngine({
    ...{ home, log: createMemoryLog(), environment: {}, ...options },
    entries: bundledThreads,
  });
  onTestFinished(() => engine.close());
  return { engine, client: engine.client };
}

/** Until the engine that restarts is back, and says what is wanted. */
async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    try {
      const answer = await ask();
      if (wanted(answer)) return answer;
    } catch (error) {
      const { code } = errorFromClient(error);
      if (!['ENGINE_STOPPED', 'STORE_KEY_MISSING', 'STORE_KEY_WRONG'].includes(code)) throw error;
    }
    await delay(30);
  }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: unknown) => errorFromClient(error).code,
  );

async function addPatients({ client }: Started): Promise<void> {
  const { key } = await client.records.add({
    table: 'owners',
    values: { full_name: 'Canarygunde', phone: '7' },
  });
  await client.records.add({
    table: 'patients',
    values: { owner_id: key, name: 'Zitronenfalterkatze', species: 'cat' },
  });
}

async function sealed({ client }: Started): Promise<void> {
  await until(
    () => client.encryption.status(),
    ({ state }) => state === 'sealed',
  );
}

/** What a start does with a damaged log. Copied by another process: closing the file in this one would drop its locks. */
function putLogAside(home: string): { path: string; bytes: Buffer } {
  const folder = join(home, 'quarantine');
  mkdirSync(folder);
  const path = join(folder, '2026-11-26T10-00-00Z-clinic.db-wal');
  spawnSync('cp', [join(home, 'clinic.db-wal'), path]);
  return { path, bytes: readFileSync(path) };
}

const findCanary = async ({ client }: Started) =>
  (await client.records.search({ text: 'canarygunde', table: 'owners' })).records.length;

describe('encryption at rest', { timeout: 180_000 }, () => {
  it('switched on, leaves no name in database, log, index, backups, displaced files or logs', async () => {
    const home = temporaryFolder();
    const log = createFileLog({ home, level: 'debug' });
    const desk = await start(home, { log });
    await addPatients(desk);
    const aside = putLogAside(home);
    const { id } = await desk.client.backups.create({});
    await desk.client.backups.restore({ id });
    await until(
      () => desk.client.backups.list(),
      (all) => all.length >= 2,
    );
    await until(
      () => desk.client.records.list({ table: 'patients' }),
      ({ total }) => total === 1,
    );
    expect(filesWithCanaries(home)).toContain(aside.path);
    expect(filesWithCanaries(home).length).toBeGreaterThan(3);

    const { recoveryKey } = await desk.client.encryption.turnOn();
    await sealed(desk);
    const files = await desk.client.encryption.sealFiles();
    expect(files.left).toEqual([]);
    // Saved, found, backed up and checked again as ever.
    await desk.client.records.add({ table: 'owners', values: { full_name: 'Canarygunde II' } });
    await until(
      () => findCanary(desk),
      (found) => found === 2,
    );
    const backup = await desk.client.backups.create({});
    expect(backup).toMatchObject({ state: 'verified', encrypted: false });
    expect(await desk.client.backups.verify({})).toSatisfy((all: { ok: boolean }[]) =>
      all.every(({ ok }) => ok),
    );
    await until(
      () => Promise.resolve(readdirSync(home).includes('clinic.search')),
      (made) => made,
    );
    expect(filesWithCanaries(home)).toEqual([]);
    const opened = join(temporaryFolder(), 'log');
    const file = `${basename(aside.path)}.sealed.db`;
    expect(await desk.client.encryption.exportLog({ file, to: opened })).toEqual({ path: opened });
    expect(readFileSync(opened).equals(aside.bytes)).toBe(true);
    expect(await desk.client.encryption.status()).toMatchObject({
      plainFiles: 0,
      keptIn: 'file',
      recoveryKeyShown: true,
      lastError: null,
    });
    expect(await desk.client.encryption.testKey({ recoveryKey })).toMatchObject({
      opensDatabase: true,
    });
    await log.close();
    const logged = readFileSync(join(home, 'logs/satchel.log'), 'utf8');
    expect(logged).toContain('the encryption of the database was changed');
    expect(logged).not.toContain(recoveryKey.slice(0, 9));
  });

  it('restores sealed and older plain backups alike, and what they displace stays sealed', async () => {
    const home = temporaryFolder();
    const desk = await start(home);
    await addPatients(desk);
    const plain = await desk.client.backups.create({});
    await desk.client.encryption.turnOn();
    await sealed(desk);
    await addPatients(desk);
    for (const id of [plain.id, (await desk.client.backups.create({})).id]) {
      const before = (await desk.client.status.get()).device.incarnation;
      await desk.client.backups.restore({ id });
      await until(
        () => desk.client.status.get(),
        ({ device }) => device.incarnation !== before,
      );
      expect(beginsAsPlain(join(home, 'clinic.db'))).toBe(false);
    }
    await until(
      () => desk.client.records.list({ table: 'patients' }),
      ({ total }) => total === 2,
    );
    expect(await desk.client.backups.recoverable({})).toEqual([]);
    await desk.client.encryption.sealFiles();
    expect(filesWithCanaries(home)).toEqual([]);
  });

  it('takes another key, after which the older recovery key opens older backups only', async () => {
    const home = temporaryFolder();
    const desk = await start(home, { sealNew: true });
    await addPatients(desk);
    const first = await desk.client.encryption.status();
    expect(first).toMatchObject({ state: 'sealed', recoveryKeyShown: false });
    const { recoveryKey: older } = await desk.client.encryption.showKey();
    expect(await codeOf(desk.client.encryption.showKey())).toBe('RECOVERY_KEY_INVALID');
    const { recoveryKey: newer } = await desk.client.encryption.newKey();
    await until(
      () => desk.client.encryption.status(),
      ({ keyId }) => keyId !== first.keyId,
    );
    expect(newer).not.toBe(older);
    expect(await desk.client.encryption.testKey({ recoveryKey: older })).toEqual({
      opensDatabase: false,
      backups: 1,
    });
    expect(await desk.client.encryption.testKey({ recoveryKey: newer })).toEqual({
      opensDatabase: true,
      backups: 0,
    });
    const [backup] = await desk.client.backups.list();
    expect(await desk.client.backups.verify({ id: backup?.id ?? '' })).toMatchObject([
      { ok: true, opened: true },
    ]);
    expect(filesWithCanaries(home)).toEqual([]);
  });

  it('without its key opens nothing and changes nothing, until the recovery key is typed', async () => {
    const home = temporaryFolder();
    const first = await start(home, { sealNew: true });
    await addPatients(first);
    const { recoveryKey } = await first.client.encryption.showKey();
    const { id } = await first.client.backups.create({});
    await first.engine.close();
    rmSync(join(home, 'secrets.json'));

    const locked = await start(home, { sealNew: true });
    expect(await codeOf(locked.client.status.get())).toBe('STORE_KEY_MISSING');
    expect(await locked.client.encryption.status()).toMatchObject({ state: 'sealed', keyId: null });
    expect(await locked.client.backups.verify({ id })).toMatchObject([{ ok: true, opened: false }]);
    expect(await codeOf(locked.client.backups.restore({ id }))).toBe('BACKUP_KEY');
    expect(await codeOf(locked.client.encryption.recover({ recoveryKey: 'x' }))).toBe(
      'RECOVERY_KEY_INVALID',
    );
    expect(await locked.client.encryption.recover({ recoveryKey })).toEqual({
      opensDatabase: true,
      backups: 1,
    });
    const page = await until(
      () => locked.client.records.list({ table: 'patients' }),
      ({ total }) => total === 1,
    );
    expect(page.records[0]?.values['name']).toBe('Zitronenfalterkatze');
  });

  it('switched off again, any program reads the database', async () => {
    const home = temporaryFolder();
    const desk = await start(home, { sealNew: true });
    await addPatients(desk);
    expect(await codeOf(desk.client.encryption.turnOn())).toBe('ENCRYPTION_STATE');
    await desk.client.encryption.turnOff();
    await until(
      () => desk.client.encryption.status(),
      ({ state }) => state === 'plain',
    );
    await until(
      () => desk.client.records.list({ table: 'patients' }),
      ({ total }) => total === 1,
    );
    await desk.engine.close();
    expect(fileStateOf(join(home, 'clinic.db'))).toBe('plain');
  });
});
