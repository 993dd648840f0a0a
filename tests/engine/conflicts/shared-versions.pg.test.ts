import { describe, expect, it } from 'vitest';
import { clinicSchema, syncedClinicSchema } from '../../../shared/records/clinic.ts';
import { connect, createTestDatabase } from '../../support/postgres.ts';
import { PASSWORD, startTestServer, temporaryData } from '../../support/server.ts';
import { type Desk, expectEqual, openDesk, settleDesks } from '../../support/two-desks.ts';

const conflicts = (desk: Desk) => desk.engine.services.conflicts;
const open = (desk: Desk) => conflicts(desk).list({ resolved: false });

/** A server as it was before desks shared their conflicts; `update` starts it anew as it is now. */
async function olderServer() {
  const options = { dataDir: temporaryData(), databaseUrl: await createTestDatabase() };
  const server = await startTestServer({ ...options, schema: clinicSchema });
  const port = Number(new URL(server.url).port);
  return {
    access: { url: server.url, username: 'staff', password: PASSWORD },
    update: async () => {
      await server.close();
      // That server knew no such migration.
      const client = await connect(options.databaseUrl);
      await client.query(`DELETE FROM satchel.migrations WHERE name = '0005-system-tables'`);
      await client.end();
      await startTestServer({ ...options, port });
    },
  };
}

async function dispute(first: Desk, second: Desk) {
  const rex = first.records.add('patients', { name: 'Rex', species: 'dog', breed: 'Mix' });
  await settleDesks([first, second]);
  first.records.set('patients', rex.key, { breed: 'Collie' });
  second.records.set('patients', rex.key, { breed: 'Beagle' });
  await settleDesks([second, first]);
  return rex.key;
}

describe('conflicts that every desk sees, while not everybody knows of them', () => {
  it('[SYNC-12] decides and sends at an older server, and tells the other desks once it is updated', async () => {
    const { access, update } = await olderServer();
    let [a, b] = [await openDesk(access), await openDesk(access)];
    const key = await dispute(a, b);
    expect(open(b)).toEqual([]);
    expect(a.engine.services.quarantine.list()).toEqual([]);
    expect(await a.engine.services.sync.status()).toMatchObject({ quarantined: 0, pending: 1 });
    conflicts(a).resolve(open(a)[0]?._id ?? '', { strategy: 'keep_local' });
    await settleDesks([a, b]);
    expect(b.records.get('patients', key).values.breed).toBe('Collie');
    await expectEqual(a, b);
    await update();
    [a, b] = [await a.reopen(), await b.reopen()];
    await settleDesks([a, b]);
    expect(conflicts(b).list({ resolved: true })).toMatchObject([
      { strategy: 'keep_local', settled: true },
    ]);
    const again = await dispute(a, b);
    expect(open(b)).toMatchObject([{ localId: again, here: false }]);
  });

  it('[SYNC-12] does not disturb a desk that has not been updated, and shows it all when it is', async () => {
    const server = await startTestServer();
    const access = { url: server.url, username: 'staff', password: PASSWORD };
    const [a, b] = [await openDesk(access), await openDesk(access)];
    const older = await openDesk(access, undefined, { schema: clinicSchema });
    const key = await dispute(a, b);
    await older.sync();
    older.records.set('patients', key, { notes: 'from the older desk' });
    await settleDesks([older, a, b]);
    expect(open(older)).toEqual([]);
    expect(a.records.get('patients', key).values.notes).toBe('from the older desk');
    const updated = await older.reopenWith(syncedClinicSchema);
    await settleDesks([updated, a, b]);
    const [found] = open(updated);
    expect(found).toMatchObject({ localId: key, here: false });
    conflicts(updated).resolve(found?._id ?? '', { strategy: 'keep_local' });
    await settleDesks([updated, a, b]);
    expect(updated.records.get('patients', key).values.breed).toBe('Collie');
    await expectEqual(a, b, updated);
  });
});
