import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStateOf } from '../../../engine/store/sealed-file.ts';
import { startTestServer, PASSWORD } from '../../support/server.ts';
import { contentOf, type Desk, openDesk, settleDesks } from '../../support/two-desks.ts';

const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });
const manual = { reason: 'manual' as const };

function keyOf(desk: Desk, name: string): string {
  const { records } = desk.records.list({ table: 'owners', search: name });
  return records[0]?.key ?? '';
}

const names = (desk: Desk): unknown[] =>
  desk.records.list({ table: 'owners' }).records.map(({ values }) => values['full_name']);

const kinds = [
  ['plain', {}],
  ['sealed', { sealNew: true }],
] as const;

describe.each(kinds)('restoring a backup of a %s database', (kind, options) => {
  it('[SYNC-1] brings the server’s newer rows back, resurrects nothing, and offers what was never sent', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url), undefined, options);
    const b = await openDesk(access(server.url), undefined, options);
    a.records.addMany(
      'owners',
      ['Ana', 'Ben', 'Cleo', 'Dora'].map((full_name) => ({ full_name })),
    );
    await settleDesks([a, b]);
    const backup = await a.engine.services.backups.create(manual);
    const before = (await a.engine.services.sync.status()).device.incarnation;

    // After the backup: sent from here, changed and deleted elsewhere, and edits that never left.
    a.records.set('owners', keyOf(a, 'Ana'), { phone: '555-0101' });
    a.records.delete('owners', keyOf(a, 'Ben'));
    await settleDesks([a, b]);
    b.records.set('owners', keyOf(b, 'Cleo'), { phone: '555-0303' });
    await settleDesks([b, a]);
    a.records.add('owners', { full_name: 'Never sent' });
    a.records.set('owners', keyOf(a, 'Dora'), { notes: 'typed here only' });

    const preview = await a.engine.services.backups.restore({ id: backup.id, dryRun: true });
    expect(preview).toMatchObject({ dryRun: true, readable: true, unsent: 2, displaced: null });
    expect(preview.tables.find(({ table }) => table === 'owners')).toEqual({
      table: 'owners',
      here: 4,
      backup: 4,
    });

    const report = await a.engine.services.backups.restore({ id: backup.id, dryRun: false });
    const restored = await a.reopen();
    // What was sealed is not put aside in the clear, and what was restored is sealed as the desk was.
    const files = [report.displaced ?? '', join(restored.home, 'clinic.db')];
    expect(files.map(fileStateOf)).toEqual(files.map(() => kind));
    expect(names(restored)).toContain('Ben');
    expect((await restored.engine.services.sync.status()).device.incarnation).not.toBe(before);

    await settleDesks([restored, b]);
    expect(names(restored)).not.toContain('Ben');
    expect(contentOf(restored.home, restored.key)).toEqual(contentOf(b.home, b.key));
    expect(restored.records.get('owners', keyOf(restored, 'Ana')).values['phone']).toBe('555-0101');
    expect(restored.records.get('owners', keyOf(restored, 'Cleo')).values['phone']).toBe(
      '555-0303',
    );

    const { backups } = restored.engine.services;
    expect(backups.recoverable()).toMatchObject([
      { op: 'insert', title: 'Never sent', changedSince: false },
      {
        op: 'update',
        title: 'Dora',
        fields: [{ field: 'notes', mine: 'typed here only', now: null }],
      },
    ]);
    expect(backups.recover({ dismiss: false })).toEqual({ recovered: 2, left: 0, failed: [] });
    expect(backups.recoverable()).toEqual([]);
    await settleDesks([restored, b]);
    expect(names(b)).toContain('Never sent');
    expect(await restored.engine.services.sync.compare()).toMatchObject({
      equal: true,
      atRest: true,
    });
    // The risky act made a backup of its own first.
    expect(backups.list().map(({ reason }) => reason)).toContain('before-restore');
  });

  it('takes an edit over a record that changed since only where it is named', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url), undefined, options);
    const b = await openDesk(access(server.url), undefined, options);
    a.records.add('owners', { full_name: 'Ana' });
    await settleDesks([a, b]);
    const { id } = await a.engine.services.backups.create(manual);
    a.records.set('owners', keyOf(a, 'Ana'), { phone: 'mine' });
    b.records.set('owners', keyOf(b, 'Ana'), { phone: 'theirs' });
    await b.sync();

    await a.engine.services.backups.restore({ id, dryRun: false });
    const restored = await a.reopen();
    await settleDesks([restored, b]);
    const { backups } = restored.engine.services;
    const [offer] = backups.recoverable();
    expect(offer).toMatchObject({ changedSince: true, fields: [{ mine: 'mine', now: 'theirs' }] });
    expect(backups.recover({ dismiss: false })).toMatchObject({ recovered: 0, left: 1 });
    expect(backups.recover({ ids: [offer?.id ?? ''], dismiss: false }).recovered).toBe(1);
    expect(restored.records.get('owners', keyOf(restored, 'Ana')).values['phone']).toBe('mine');
  });

  it('of a damaged backup changes nothing', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url), undefined, options);
    a.records.add('owners', { full_name: 'Ana' });
    const backup = await a.engine.services.backups.create(manual);
    truncateSync(join(backup.folder, backup.file), 9000);
    a.records.add('owners', { full_name: 'Ben' });
    await expect(
      a.engine.services.backups.restore({ id: backup.id, dryRun: false }),
    ).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    const again = await a.reopen();
    expect(names(again).sort()).toEqual(['Ana', 'Ben']);
    expect(readdirSync(again.home).filter((name) => name.includes('restor'))).toEqual([]);
  });
});
