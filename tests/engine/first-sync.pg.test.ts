import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRecordReader } from '../../engine/records/record-reader.ts';
import { openReadonly } from '../../engine/store/database.ts';
import { fileStateOf } from '../../engine/store/sealed-file.ts';
import { onRelease, readersOf } from '../../engine/thread/readers.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { signInHome } from '../support/signed-in-home.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { contentOf, type Desk, openDesk, settleDesks } from '../support/two-desks.ts';
import { mortalProgram } from '../support/mortal-programs.ts';

const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });
const OWNERS = 3000;

/** A server with a clinic that is large for a desk with `snapshotRows: 1000`, and the desk that filled it. */
async function largeClinic(): Promise<{ a: Desk; url: string }> {
  const { url } = await startTestServer();
  const a = await openDesk(access(url));
  for (let from = 0; from < OWNERS; from += 1500) {
    a.records.addMany(
      'owners',
      Array.from({ length: 1500 }, (_, at) => ({ full_name: `Owner ${String(from + at)}` })),
    );
  }
  await a.sync();
  return { a, url };
}

const blankDesk = (url: string, home = temporaryFolder()) =>
  openDesk(access(url), home, { snapshotRows: 1000 });

/** Whether the desk's database is the server's file or rows were copied into its own. */
function isTheSnapshot(home: string): boolean {
  const db = openReadonly(join(home, 'clinic.db'));
  try {
    return db.get("SELECT 1 FROM sqlite_master WHERE name = '_sync_snapshot'") !== undefined;
  } finally {
    db.close();
  }
}

const identityOf = (home: string): unknown => {
  const db = openReadonly(join(home, 'clinic.db'));
  try {
    return db.get('SELECT device, incarnation, last_batch FROM _sync_desk');
  } finally {
    db.close();
  }
};

async function expectEqual(desks: readonly Desk[], owners: number): Promise<void> {
  await settleDesks(desks);
  const [first, ...others] = desks.map(({ home }) => contentOf(home));
  for (const other of others) expect(other).toEqual(first);
  expect(desks[0]?.records.list({ table: 'owners' }).total).toBe(owners);
  expect(await desks.at(-1)?.engine.services.sync.compare()).toMatchObject({ equal: true });
}

describe('a first sync from a snapshot', () => {
  it('[SYNC-9] makes the file the database; who the desk is and what it wrote down come along', async () => {
    const { a, url } = await largeClinic();
    const b = await blankDesk(url);
    b.network.before = () => {
      throw new TypeError('no line yet');
    };
    expect((await b.sync()).status).toBe('failed');
    b.network.before = () => undefined;
    const before = identityOf(b.home);
    expect(await b.sync()).toMatchObject({
      status: 'success',
      remoteToLocal: { owners: OWNERS },
    });
    expect(isTheSnapshot(b.home)).toBe(true);
    expect(identityOf(b.home)).toEqual(before);
    expect(b.engine.services.sync.runs(10).map(({ status }) => status)).toEqual([
      'success',
      'failed',
    ]);
    expect(readdirSync(b.home).filter((name) => name.includes('snapshot'))).toEqual([]);

    // Tracking works in the new file: an edit made here arrives there, one made there arrives here.
    const [mine, theirs] = a.records.list({ table: 'owners' }).records.map(({ key }) => key);
    b.records.set('owners', mine ?? '', { phone: '1' });
    a.records.set('owners', theirs ?? '', { phone: '2' });
    b.records.add('owners', { full_name: 'Entered afterwards' });
    await expectEqual([a, b], OWNERS + 1);
    expect(a.records.get('owners', mine ?? '').values.phone).toBe('1');

    // The witness vouches for it: no new incarnation at the next start [SYNC-1].
    const now = identityOf(b.home);
    const again = await b.reopen();
    expect(identityOf(again.home)).toEqual(now);
    expect((await again.sync()).status).toBe('success');
  });

  it('[SYNC-9] on a desk that is encrypted leaves nothing of the plain file, and is encrypted', async () => {
    const { a, url } = await largeClinic();
    const home = temporaryFolder();
    const b = await openDesk(access(url), home, { snapshotRows: 1000, sealNew: true });
    expect(await b.sync()).toMatchObject({ status: 'success', remoteToLocal: { owners: OWNERS } });
    b.records.add('owners', { full_name: 'Entered afterwards' });
    await settleDesks([a, b]);
    expect(await b.engine.services.sync.compare()).toMatchObject({ equal: true });
    expect(b.records.list({ table: 'owners' }).total).toBe(OWNERS + 1);
    expect(b.engine.services.encryption.status().state).toBe('sealed');
    await b.engine.close();
    expect(fileStateOf(join(home, 'clinic.db'))).toBe('sealed');
    const inTheClear = readdirSync(home).filter((name) =>
      readFileSync(join(home, name)).includes('Owner 1'),
    );
    expect(inTheClear).toEqual([]);
    expect(readdirSync(home).filter((name) => name.includes('snapshot'))).toEqual([]);
  });

  it('[SYNC-9] waits for readers of other threads, which then read the new file', async () => {
    const { url } = await largeClinic();
    const home = temporaryFolder();
    const readers = readersOf(home);
    onTestFinished(() => {
      readers.close();
    });
    const b = await openDesk(access(url), home, {
      snapshotRows: 1000,
      releaseReaders: () => {
        readers.release();
      },
    });
    const db = openReadonly(join(home, 'clinic.db'));
    const stop = onRelease(home, () => {
      db.release();
    });
    onTestFinished(() => {
      stop();
      db.close();
    });
    const reader = createRecordReader({ db, schema: clinicSchema });
    expect(reader.list({ table: 'owners' }).total).toBe(0);
    await b.sync();
    expect(isTheSnapshot(home)).toBe(true);
    expect(reader.list({ table: 'owners' }).total).toBe(OWNERS);
  });

  it('[SYNC-9] copies the rows where another program has the file open, and tracks what that writes', async () => {
    const { a, url } = await largeClinic();
    const b = await blankDesk(url);
    const other = new BetterSqlite3(join(b.home, 'clinic.db'));
    onTestFinished(() => {
      other.close();
    });
    expect(other.prepare('SELECT count(*) FROM owners').pluck().get()).toBe(0);
    expect(await b.sync()).toMatchObject({ status: 'success', remoteToLocal: { owners: OWNERS } });
    expect(isTheSnapshot(b.home)).toBe(false);
    other.exec("UPDATE owners SET phone = 'by another program' WHERE full_name = 'Owner 7'");
    await expectEqual([a, b], OWNERS);
    expect(a.records.list({ table: 'owners', search: 'by another program' }).total).toBe(1);
  });

  it('[SYNC-9] keeps what was entered while the snapshot came', async () => {
    const { a, url } = await largeClinic();
    const b = await blankDesk(url);
    b.network.after = (request, response) => {
      if (request.headers['accept'] === 'application/vnd.sqlite3') {
        b.records.add('owners', { full_name: 'Entered meanwhile' });
      }
      return response;
    };
    expect((await b.sync()).status).toBe('success');
    expect(isTheSnapshot(b.home)).toBe(false);
    await expectEqual([a, b], OWNERS + 1);
  });

  it('[SYNC-9] copies the rows into a file in which another program has tables of its own', async () => {
    const { a, url } = await largeClinic();
    const b = await blankDesk(url);
    const other = new BetterSqlite3(join(b.home, 'clinic.db'));
    other.exec("CREATE TABLE theirs (v); INSERT INTO theirs VALUES ('kept')");
    other.close();
    await b.sync();
    expect(isTheSnapshot(b.home)).toBe(false);
    await expectEqual([a, b], OWNERS);
    const db = openReadonly(join(b.home, 'clinic.db'));
    expect(db.get('SELECT v FROM theirs')).toEqual({ v: 'kept' });
    db.close();
  });

  it('[SYNC-9] refuses a part that is not what it says, and fetches it anew', async () => {
    const { a, url } = await largeClinic();
    const b = await blankDesk(url);
    const c = await blankDesk(url);
    let etag = '';
    c.network.after = (_, response) => {
      if (response.headers['satchel-snapshot-sha256']) etag = response.headers['etag'] ?? '';
      return response;
    };
    await c.sync();
    const part = join(b.home, 'clinic.db.snapshot.part');
    writeFileSync(part, readFileSync(join(c.home, 'clinic.db')).subarray(0, 300_000).fill(1, 5000));
    writeFileSync(`${part}.etag`, etag);
    expect((await b.sync()).error?.code).toBe('SYNC_TORN');
    expect(b.records.list({ table: 'owners' }).total).toBe(0);
    expect((await b.sync()).status).toBe('success');
    expect(isTheSnapshot(b.home)).toBe(true);
    await expectEqual([a, b], OWNERS);
  });

  it.each(['download', 'downloaded', 'prepared', 'swapped'])(
    '[SYNC-9] a desk that is killed at "%s" finishes afterwards, as the same desk',
    async (point) => {
      const { a, url } = await largeClinic();
      const b = await blankDesk(url);
      await signInHome(b.home, url);
      await b.engine.close();
      const before = identityOf(b.home);
      const child = spawn(process.execPath, [mortalProgram('first-sync'), b.home, point], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      expect(isTheSnapshot(b.home)).toBe(point === 'swapped');
      expect(identityOf(b.home)).toEqual(before);

      const again = await b.reopen();
      expect((await again.sync()).status).toBe('success');
      const fetched = again.network.requests
        .filter(({ headers }) => headers['accept'] === 'application/vnd.sqlite3')
        .map(({ headers }) => headers['range'] ?? 'whole');
      // What is on the disk is never fetched twice.
      expect(fetched).toEqual(point === 'download' ? [expect.stringMatching(/^bytes=\d+-$/)] : []);
      expect(isTheSnapshot(b.home)).toBe(true);
      expect(identityOf(b.home)).toEqual(before);
      expect(readdirSync(b.home).filter((name) => name.includes('snapshot'))).toEqual([]);
      again.records.add('owners', { full_name: 'Entered afterwards' });
      await expectEqual([a, again], OWNERS + 1);
    },
  );
});
