import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { copyOnline } from '../../../engine/backup/copy-online.ts';
import { freeBytes } from '../../../engine/backup/free-space.ts';
import { applyKey } from '../../../engine/store/sealed-file.ts';
import { listBackups, writePage } from '../../../engine/backup/catalogue.ts';
import { backupDesk, databaseKinds } from './backup-desk.ts';

const quiet = { signal: new AbortController().signal, progress: () => undefined };

describe.each(databaseKinds)('a backup of a %s database', (_kind, key) => {
  it('is a closed, checked copy of one moment, listed with what is in it', async () => {
    const desk = backupDesk(40, key);
    const backup = await desk.back();
    expect(backup).toMatchObject({
      state: 'verified',
      reason: 'scheduled',
      createdAt: '2026-11-21T09:00:00.000Z',
      foreignKeyProblems: 0,
      pending: 40,
      encrypted: false,
    });
    expect(backup.counts['owners']).toBe(40);
    expect(readdirSync(desk.backups.folder).sort()).toEqual([
      `${backup.id}.backup.json`,
      `${backup.id}.db`,
    ]);
    expect(backup.databaseKey).toBe(key?.id ?? null);
    const copy = new BetterSqlite3(join(backup.folder, backup.file), { readonly: true });
    applyKey(copy, key);
    expect(copy.prepare('SELECT count(*) FROM owners').pluck().get()).toBe(40);
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    copy.close();
  });

  it('sees one moment while another connection goes on writing, and does not begin again', async () => {
    const desk = backupDesk(50_000);
    const to = join(desk.home, 'copy.db');
    const done: number[] = [];
    await copyOnline(desk.file.path, to, {
      ...quiet,
      progress: (progress) => {
        done.push(progress.done);
        desk.addOwners(200);
      },
    });
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    const copy = new BetterSqlite3(to, { readonly: true });
    expect(copy.prepare('SELECT count(*) FROM owners').pluck().get()).toBe(50_000);
    copy.close();
  });

  it('is listed without the database, from the files alone', async () => {
    const desk = backupDesk(50, key);
    const { id } = await desk.back();
    desk.file.close();
    rmSync(desk.file.path);
    expect(listBackups(desk.backups.folder).map((backup) => backup.id)).toEqual([id]);
  });

  it('of a damaged database is refused, and nothing is left behind', async () => {
    const desk = backupDesk(2000, key);
    desk.file.store.db.pragma('wal_checkpoint(TRUNCATE)');
    desk.file.close();
    truncateSync(desk.file.path, 80_000);
    await expect(desk.back()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect(readdirSync(desk.backups.folder)).toEqual([]);
    expect(await desk.backups.status()).toMatchObject({
      alarm: 'failed',
      lastError: { code: 'STORE_CORRUPT' },
    });
  });

  it('with no room for it says how much is needed, before anything is written', async () => {
    const desk = backupDesk(50, key);
    await desk.back();
    const before = readdirSync(desk.backups.folder);
    desk.file.close();
    // A file with a hole: larger than what is free, and takes nothing of it.
    truncateSync(desk.file.path, freeBytes(dirname(desk.file.path)) + 1e9);
    await expect(desk.back()).rejects.toMatchObject({
      code: 'BACKUP_NO_SPACE',
      details: { path: desk.backups.folder, needed: expect.stringMatching(/MB$/) as unknown },
    });
    expect(readdirSync(desk.backups.folder)).toEqual(before);
    expect((await desk.backups.status()).alarm).toBe('failed');
  });

  it('that fails says so at once, whatever succeeded before', async () => {
    const desk = backupDesk(50, key);
    await desk.back();
    expect((await desk.backups.status()).alarm).toBe('fine');
    rmSync(desk.backups.folder, { recursive: true });
    writeFileSync(desk.backups.folder, 'a file where the folder was');
    await expect(desk.back()).rejects.toMatchObject({ code: 'BACKUP_FOLDER' });
    expect(await desk.backups.status()).toMatchObject({ alarm: 'failed', lastVerifiedAt: null });
  });

  it('that is cancelled leaves nothing', async () => {
    const desk = backupDesk(20_000, key);
    const making = desk.back();
    await new Promise(setImmediate);
    expect(desk.backups.cancel()).toBe(true);
    await expect(making).rejects.toMatchObject({ code: 'BACKUP_CANCELLED' });
    expect(readdirSync(desk.backups.folder)).toEqual([]);
    expect((await desk.backups.status()).lastError).toBeNull();
  });

  it('clears away what a kill left of an earlier one, and nothing that is being written', async () => {
    const desk = backupDesk(50, key);
    const backups = desk.backups.folder;
    mkdirSync(backups);
    const left = [
      join(backups, '2026-11-19T09-00-00Z-0a1b2c3d.db.part'),
      join(backups, '2026-11-19T09-00-00Z-0a1b2c3d.db.part-wal'),
      join(backups, '2026-11-19T09-00-00Z-0a1b2c3d.db.part-shm'),
      join(desk.home, 'clinic.db.2026-11-19T09-00-00Z-0a1b2c3d.part'),
    ];
    const young = join(backups, '2026-11-21T08-59-00Z-0a1b2c3d.db.part');
    const foreign = join(backups, 'holiday-film.part');
    for (const path of [...left, young, foreign]) writeFileSync(path, 'x');
    const old = new Date(desk.now - 2 * 86_400_000);
    for (const path of [...left, foreign]) utimesSync(path, old, old);
    utimesSync(young, new Date(desk.now - 60_000), new Date(desk.now - 60_000));
    await desk.back();
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    expect([young, foreign].map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('runs alone', async () => {
    const desk = backupDesk(50, key);
    const making = desk.back();
    await new Promise(setImmediate);
    await expect(desk.back()).rejects.toMatchObject({ code: 'BACKUP_RUNNING' });
    await making;
  });

  it('goes to a second folder too; without that one it stands, and the failure shows', async () => {
    const desk = backupDesk(50, key);
    const second = join(desk.home, 'stick');
    desk.config = { ...desk.config, secondDir: second };
    const { id } = await desk.back();
    expect(listBackups(second)).toMatchObject([{ id, state: 'verified' }]);
    expect((await desk.backups.status()).alarm).toBe('fine');

    rmSync(second, { recursive: true });
    writeFileSync(second, 'not a folder');
    desk.now += 60_000;
    await desk.back();
    expect(desk.backups.list()).toHaveLength(2);
    expect(await desk.backups.status()).toMatchObject({
      alarm: 'failed',
      lastError: { code: 'BACKUP_FOLDER' },
    });
  });

  it('in the second folder is found when the first is gone', async () => {
    const desk = backupDesk(50, key);
    desk.config = { ...desk.config, secondDir: join(desk.home, 'stick') };
    const { id } = await desk.back();
    rmSync(desk.backups.folder, { recursive: true });
    expect(desk.backups.list().map((backup) => backup.id)).toEqual([id]);
  });

  it('prunes only its own desk’s files', async () => {
    const desk = backupDesk(50, key);
    desk.config = { ...desk.config, keep: { today: 1, daily: 0, weekly: 0 } };
    const first = await desk.back();
    const page = join(first.folder, `${first.id}.backup.json`);
    const foreign = { ...first, id: 'another-desk', device: 'other', file: 'other.db' };
    writeFileSync(join(first.folder, 'other.db'), '');
    writePage(first.folder, foreign);
    mkdirSync(join(first.folder, 'a-folder'));
    desk.now += 60_000;
    await desk.back();
    expect(existsSync(page)).toBe(false);
    expect(existsSync(join(first.folder, 'other.db'))).toBe(true);
  });
});
