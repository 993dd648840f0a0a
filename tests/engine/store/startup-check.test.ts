import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../engine/store/open-store.ts';
import { checkBeforeOpening } from '../../../engine/store/startup-check.ts';
import { inspectWal } from '../../../engine/store/wal-check.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { temporaryFolder } from './temporary-store.ts';

const PAGE = 4096;

/** A database as a kill leaves it: committed work in a WAL of several transactions. */
function killedDesk() {
  const folder = temporaryFolder();
  const live = join(folder, 'live.db');
  const path = join(folder, 'clinic.db');
  const db = new BetterSqlite3(live);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  // Only a power cut would lose something, and this desk is killed by copying its files.
  db.pragma('synchronous = OFF');
  db.exec(
    'CREATE TABLE owners (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX n ON owners (name)',
  );
  const insert = db.prepare('INSERT INTO owners (name) VALUES (?)');
  for (let row = 0; row < 400; row++) {
    if (row === 200) db.pragma('wal_checkpoint(TRUNCATE)');
    insert.run(`Owner ${String(row)} ${'x'.repeat(200)}`);
  }
  copyFileSync(live, path);
  copyFileSync(`${live}-wal`, `${path}-wal`);
  db.close();
  const facts = {
    path,
    expected: true,
    crashed: true,
    quarantine: join(folder, 'quarantine'),
    now: Date.parse('2026-11-21T09:00:00Z'),
  };
  return { folder, path, wal: `${path}-wal`, facts };
}

const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;

describe('before the database is opened', () => {
  it('finds nothing wrong with what a kill leaves, at any length of the log', () => {
    const { facts, wal } = killedDesk();
    expect(checkBeforeOpening(facts)).toBeUndefined();
    const cutLog = `${wal}.cut`;
    const whole = statSync(wal).size;
    expect(whole).toBeGreaterThan(100_000);
    for (let cut = 0; cut < 40; cut++) {
      copyFileSync(wal, cutLog);
      truncateSync(cutLog, Math.floor((whole * cut) / 40));
      expect(inspectWal(cutLog).damage).toBeNull();
    }
  });

  it('never starts on a blank file where there were records', () => {
    const { facts, path, wal } = killedDesk();
    rmSync(wal);
    rmSync(path);
    expect(() => checkBeforeOpening(facts)).toThrow(code('STORE_MISSING'));
    writeFileSync(path, '');
    expect(() => checkBeforeOpening(facts)).toThrow(code('STORE_CORRUPT'));
    rmSync(path);
    new BetterSqlite3(path).exec('CREATE TABLE x (a); DROP TABLE x').close();
    const store = { path, schema: clinicSchema, deviceName: 'desk', heldTables: true };
    expect(() => openStore({ ...store, now: Date.now, randomBytes })).toThrow(
      code('STORE_CORRUPT'),
    );
    rmSync(path);
    expect(checkBeforeOpening({ ...facts, expected: false })).toBeUndefined();
    expect(readdirSync(join(path, '..'))).not.toContain('clinic.db');
  });

  it('refuses a database with any page blanked, its end cut off, or its header changed', () => {
    const { facts, path, wal } = killedDesk();
    rmSync(wal);
    const original = readFileSync(path);
    const mutations: Buffer[] = [];
    for (let page = 0; page < original.length / PAGE; page++) {
      mutations.push(Buffer.from(original).fill(0, page * PAGE, (page + 1) * PAGE));
      mutations.push(original.subarray(0, page * PAGE));
      const flipped = Buffer.from(original);
      flipped[page * PAGE] = (flipped[page * PAGE] ?? 0) ^ 0x0f;
      mutations.push(flipped);
    }
    expect(mutations.length).toBeGreaterThan(60);
    for (const bytes of mutations) {
      writeFileSync(path, bytes);
      expect(() => checkBeforeOpening(facts)).toThrow(
        expect.objectContaining({
          code: expect.stringMatching(/^STORE_(CORRUPT|NOT_A_DATABASE)$/) as string,
        }) as Error,
      );
    }
  });

  it('keeps a damaged log aside before SQLite drops what it cannot play back', () => {
    const { facts, wal } = killedDesk();
    const original = readFileSync(wal);
    const frames = Math.floor((original.length - 32) / (PAGE + 24));
    const damages = [
      { at: 10, what: 'its header' },
      { at: 32 + 5 * (PAGE + 24) + 30, what: 'a page in the middle' },
      { at: 32 + 5 * (PAGE + 24) + 9, what: 'a salt in the middle' },
      { at: 32 + (frames - 1) * (PAGE + 24) + 13, what: 'a salt of the last frame' },
    ];
    for (const { at, what } of damages) {
      const bytes = Buffer.from(original);
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      writeFileSync(wal, bytes);
      rmSync(`${facts.path}-shm`, { force: true });
      rmSync(facts.quarantine, { recursive: true, force: true });
      expect(checkBeforeOpening(facts), what).toContain('write-ahead log was damaged');
      const [kept = ''] = readdirSync(facts.quarantine);
      expect(readFileSync(join(facts.quarantine, kept)).equals(bytes)).toBe(true);
    }
  });
});
