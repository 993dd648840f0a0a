import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { connect } from '../support/postgres.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { contentOf, openDesk, settleDesks } from '../support/two-desks.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { column, table } from '../../shared/records/define.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';

const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });

describe('others who write to the server', () => {
  it('[SYNC-6] misses nothing that plain SQL commits while desks sync', async () => {
    const server = await startTestServer();
    const [a, b] = [await openDesk(access(server.url)), await openDesk(access(server.url))];
    await settleDesks([a, b]);
    const writers = await Promise.all([0, 1, 2].map(() => connect(server.databaseUrl)));
    const clinic = await writers[0]?.query<{ id: number }>('SELECT id FROM satchel.clinics');
    const clinicId = clinic?.rows[0]?.id;
    const inserted: string[] = [];
    const deleted: string[] = [];
    let writing = true;

    const write = async (client: Awaited<ReturnType<typeof connect>>, writer: number) => {
      for (let round = 0; round < 25; round++) {
        const id = randomUUID();
        await client.query('BEGIN');
        await client.query('INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, $2, $3)', [
          clinicId,
          id,
          `Writer ${String(writer)} ${String(round)}`,
        ]);
        inserted.push(id);
        const victim = round % 5 === 4 ? inserted.find((key) => !deleted.includes(key)) : undefined;
        if (victim !== undefined) {
          deleted.push(victim);
          await client.query('DELETE FROM owners WHERE id = $1', [victim]);
        }
        await client.query('UPDATE owners SET phone = $2 WHERE id = $1', [id, String(round)]);
        await client.query('COMMIT');
      }
    };
    const sync = async (desk: typeof a, name: string) => {
      for (let round = 0; writing; round++) {
        desk.records.add('owners', { full_name: `${name} ${String(round)}` });
        const report = await desk.sync();
        expect(report.error).toBeNull();
      }
    };
    const syncing = [sync(a, 'Desk A'), sync(b, 'Desk B')];
    await Promise.all(writers.map(write));
    writing = false;
    await Promise.all(syncing);
    for (const writer of writers) await writer.end();
    await settleDesks([a, b]);

    const here = new Set(
      a.records.list({ table: 'owners', limit: 1000 }).records.map(({ key }) => key),
    );
    expect(inserted.filter((key) => !here.has(key)).sort()).toEqual([...deleted].sort());
    expect(contentOf(b.home)).toEqual(contentOf(a.home));
    expect(await a.engine.services.sync.compare()).toMatchObject({ equal: true, atRest: true });
  });

  it('[SYNC-12] keeps the columns it does not know, and sends none of them back empty', async () => {
    const newer: SchemaManifest = {
      ...clinicSchema,
      version: 2,
      tables: clinicSchema.tables.map((known) =>
        known.name === 'owners'
          ? { ...known, columns: [...known.columns, column('preferred_name', 'text')] }
          : known,
      ),
    };
    const server = await startTestServer({ schema: newer });
    const a = await openDesk(access(server.url), temporaryFolder(), { schema: newer });
    const b = await openDesk(access(server.url));
    const owner = a.records.add('owners', { full_name: 'Ines Duarte', preferred_name: 'Nena' });
    await settleDesks([a, b]);
    expect(b.records.get('owners', owner.key).values).toMatchObject({ full_name: 'Ines Duarte' });
    b.records.set('owners', owner.key, { phone: '555-0101' });
    b.records.add('owners', { full_name: 'Otto Brandt' });
    await settleDesks([b, a]);
    expect(a.records.get('owners', owner.key).values).toMatchObject({
      phone: '555-0101',
      preferred_name: 'Nena',
    });
    expect(a.records.list({ table: 'owners' }).total).toBe(2);

    const updated = await (await b.reopen()).reopenWith(newer);
    expect(updated.records.get('owners', owner.key).values.preferred_name).toBe('Nena');
    await settleDesks([updated, a]);
    expect(contentOf(updated.home)).toEqual(contentOf(a.home));
  });

  it('[SYNC-12] fetches the records of a table it has just come to know', async () => {
    const kennels = table('kennels', { label: 'Kennels', singular: 'Kennel', title: ['name'] }, [
      column('name', 'text'),
    ]);
    const newer = { ...clinicSchema, version: 2, tables: [...clinicSchema.tables, kennels] };
    const server = await startTestServer({ schema: newer });
    const a = await openDesk(access(server.url), temporaryFolder(), { schema: newer });
    const b = await openDesk(access(server.url));
    a.records.add('kennels', { name: 'South' });
    a.records.add('owners', { full_name: 'Ines Duarte' });
    await settleDesks([a, b]);
    const updated = await b.reopenWith(newer);
    await updated.sync();
    expect(updated.records.list({ table: 'kennels' }).total).toBe(1);
    expect(updated.records.list({ table: 'owners' }).total).toBe(1);
  });
});
