import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReadonly } from '../../../engine/store/database.ts';
import { backupPath, writePage } from '../../../engine/backup/catalogue.ts';
import { backupDesk, databaseKinds } from './backup-desk.ts';

describe.each(databaseKinds)('verifying, of a %s database,', (_kind, key) => {
  it('tells a whole backup from a damaged, a missing and a swapped one', async () => {
    const desk = backupDesk(50, key);
    const whole = await desk.back();
    desk.now += 60_000;
    const damaged = await desk.back();
    desk.now += 60_000;
    const missing = await desk.back();
    writeFileSync(backupPath(damaged), readFileSync(desk.file.path));
    rmSync(backupPath(missing));

    const verdicts = await desk.backups.verify({});
    expect(Object.fromEntries(verdicts.map(({ id, ok }) => [id, ok]))).toEqual({
      [whole.id]: true,
      [damaged.id]: false,
      [missing.id]: false,
    });
    expect(desk.backups.find(damaged.id).state).toBe('damaged');
    expect(desk.backups.find(missing.id).state).toBe('missing');
    expect((await desk.backups.status()).lastVerifiedAt).toBe(whole.createdAt);
  });

  it('does not take another file for the one it lists', async () => {
    const desk = backupDesk(50, key);
    const backup = await desk.back();
    writePage(backup.folder, { ...backup, file: '../clinic.db' });
    expect(desk.backups.list()).toEqual([]);
  });

  it('accepts none of a hundred mutations', async () => {
    const desk = backupDesk(200, key);
    const backup = await desk.back();
    const path = backupPath(backup);
    const original = readFileSync(path);
    const position = fc.integer({ min: 0, max: original.length - 1 });
    const mutation = fc.oneof(
      fc.record({
        kind: fc.constant('flip' as const),
        at: position,
        bit: fc.integer({ min: 0, max: 7 }),
      }),
      fc.record({ kind: fc.constant('cut' as const), at: position, bit: fc.constant(0) }),
      fc.record({ kind: fc.constant('zero' as const), at: position, bit: fc.constant(0) }),
    );
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(mutation, async ({ kind, at, bit }) => {
        const bytes = mutate(original, { kind, at, bit });
        if (bytes.equals(original)) return;
        tried++;
        writeFileSync(path, bytes);
        const [verdict] = await desk.backups.verify({ id: backup.id });
        expect(verdict?.ok).toBe(false);
      }),
      { numRuns: 100 },
    );
    expect(tried).toBeGreaterThan(50);
    writeFileSync(path, original);
    expect((await desk.backups.verify({ id: backup.id }))[0]?.ok).toBe(true);
  });
});

describe.each(databaseKinds)('an encrypted backup of a %s database', (_kind, key) => {
  const passphrase = 'correct horse battery';

  it('opens with its passphrase only, and holds nothing in the clear', async () => {
    const desk = backupDesk(200, key);
    const backup = await desk.backups.create({ reason: 'manual', passphrase });
    expect(backup).toMatchObject({ encrypted: true, file: `${backup.id}.db.enc` });
    expect(readFileSync(backupPath(backup)).includes('Owner 1')).toBe(false);
    expect(readFileSync(backupPath(backup)).includes('SQLite format 3')).toBe(false);

    expect(await desk.backups.verify({ id: backup.id, passphrase })).toMatchObject([
      { ok: true, opened: true },
    ]);
    expect(await desk.backups.verify({ id: backup.id })).toMatchObject([
      { ok: true, opened: false },
    ]);
    await expect(
      desk.backups.verify({ id: backup.id, passphrase: 'something else' }),
    ).rejects.toMatchObject({ code: 'BACKUP_PASSPHRASE' });
    expect(desk.backups.find(backup.id).state).toBe('verified');
  });

  it('comes out byte for byte, over several chunks', async () => {
    const desk = backupDesk(20_000, key);
    const plain = await desk.back();
    desk.now += 60_000;
    const sealed = await desk.backups.create({ reason: 'manual', passphrase });
    expect(sealed.databaseBytes).toBeGreaterThan(2 << 20);
    const to = join(desk.home, 'out.db');
    await desk.backups.exportTo({ id: sealed.id, to, passphrase });
    // Of a sealed database an export takes the key off, so its bytes are others.
    if (!key) expect(readFileSync(to).equals(readFileSync(backupPath(plain)))).toBe(true);
    const exported = openReadonly(to);
    expect(exported.get('SELECT count(*) AS n FROM owners')).toEqual({ n: 20_000 });
    exported.close();
  });

  it('with chunks cut off, moved or changed is refused even where its page was changed along', async () => {
    const desk = backupDesk(20_000, key);
    const backup = await desk.backups.create({ reason: 'manual', passphrase });
    const original = readFileSync(backupPath(backup));
    const chunk = (1 << 20) + 16;
    const body = original.length - Math.floor(original.length / chunk) * chunk;
    const moved = Buffer.from(original);
    original.copy(moved, original.length - 2 * chunk, original.length - chunk, original.length);
    const changed = Buffer.from(original);
    changed[body + 5] = (changed[body + 5] ?? 0) ^ 1;
    for (const bytes of [original.subarray(0, original.length - 1), moved, changed]) {
      writeFileSync(backupPath(backup), bytes);
      const { hash } = await import('node:crypto');
      writePage(backup.folder, {
        ...backup,
        sizeBytes: bytes.length,
        sha256: hash('sha256', bytes, 'hex'),
      });
      await expect(desk.backups.verify({ id: backup.id, passphrase })).rejects.toMatchObject({
        code: 'BACKUP_PASSPHRASE',
      });
    }
  });
});

function mutate(
  original: Buffer,
  { kind, at, bit }: { kind: 'flip' | 'cut' | 'zero'; at: number; bit: number },
): Buffer {
  if (kind === 'cut') return original.subarray(0, at);
  const bytes = Buffer.from(original);
  if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  else bytes.fill(0, at - (at % 4096), at - (at % 4096) + 4096);
  return bytes;
}
