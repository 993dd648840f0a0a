import { describe, expect, it } from 'vitest';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { startRestorableServer } from '../support/restorable-server.ts';
import { PASSWORD } from '../support/server.ts';
import { type Desk, expectEqual, openDesk, settleDesks, twoDesks } from '../support/two-desks.ts';

const status = (desk: Desk) => desk.engine.services.sync.status();
const owners = (desk: Desk) =>
  desk.records
    .list({ table: 'owners' })
    .records.map(({ title }) => title)
    .sort();

describe('an edit that is undone', () => {
  it('[TRK-4] while it is on its way is undone at every desk', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog', breed: 'Mix' });
    await settleDesks([a, b]);
    a.records.set('patients', rex.key, { breed: 'Collie' });
    a.network.hold = (request) => {
      if (request.url.includes('/upload/')) a.records.set('patients', rex.key, { breed: 'Mix' });
      return undefined;
    };
    await a.sync();
    a.network.hold = () => undefined;
    await settleDesks([a, b]);
    for (const desk of [a, b]) {
      expect(desk.records.get('patients', rex.key).values.breed).toBe('Mix');
    }
    expect(await status(a)).toMatchObject({ pending: 0, conflicts: 0 });
    await expectEqual(a, b);
  });

  it('[TRK-4] after its answer was lost is undone at every desk too', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog', breed: 'Mix' });
    await settleDesks([a, b]);
    a.records.set('patients', rex.key, { breed: 'Collie' });
    let isBroken = false;
    a.network.after = (request, response) => {
      isBroken ||= request.url.includes('/upload/');
      if (isBroken) throw new TypeError('the line broke');
      return response;
    };
    expect((await a.sync()).error).not.toBeNull();
    a.records.set('patients', rex.key, { breed: 'Mix' });
    a.network.after = (_, response) => response;
    await settleDesks([a, b]);
    expect(b.records.get('patients', rex.key).values.breed).toBe('Mix');
    expect(a.engine.services.conflicts.list({})).toEqual([]);
    await expectEqual(a, b);
  });
});

describe('a sign-in that ends', () => {
  it('[SYNC-10] is renewed once more where the answer of the renewal was lost', async () => {
    const { a, b } = await twoDesks();
    await a.sync();
    a.records.add('owners', { full_name: 'Ines' });
    let lost = 0;
    a.network.after = (request, response) => {
      if (request.url.includes('/download/') && lost === 0) return { ...response, status: 401 };
      if (!request.url.endsWith('/api/auth/refresh') || lost > 0) return response;
      lost++;
      throw new SatchelError('SERVER_UNREACHABLE', { server: 'the server' });
    };
    expect((await a.sync()).error?.code).toBe('SERVER_UNREACHABLE');
    expect(await status(a)).toMatchObject({ pending: 1, signedIn: true });
    a.network.after = (_, response) => response;
    await settleDesks([a, b]);
    expect(owners(b)).toEqual(['Ines']);
    await expectEqual(a, b);
  });

  it('[SYNC-10] for good says so, keeps every unsent edit, and goes on after signing in', async () => {
    const { a, b } = await twoDesks();
    await a.sync();
    a.records.add('owners', { full_name: 'Ines' });
    // The password was changed elsewhere: every other sign-in of that user is over.
    await b.engine.services.account.changePassword(PASSWORD, `${PASSWORD} 2`);
    a.network.after = (request, response) =>
      request.url.includes('/download/') ? { ...response, status: 401 } : response;
    const report = await a.sync();
    expect(report.error).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await status(a)).toMatchObject({ state: 'signed-out', signedIn: false, pending: 1 });
    expect((await status(a)).summary).toMatch(/sign/i);
    a.network.after = (_, response) => response;
    a.records.add('owners', { full_name: 'Jon' });
    await a.engine.services.account.login('staff', `${PASSWORD} 2`);
    await settleDesks([a, b]);
    expect(owners(b)).toEqual(['Ines', 'Jon']);
    await expectEqual(a, b);
  });
});

describe('a server restored more than once', () => {
  it.each([
    ['from a backup that has the epoch of the first restore', true],
    ['from one that is older than that epoch', false],
  ])('[SYNC-8] gets everything back %s', async (_, survives) => {
    const server = await startRestorableServer();
    const [a, b] = [await openDesk(server.access), await openDesk(server.access)];
    a.records.add('owners', { full_name: 'Ana' });
    await settleDesks([a, b]);
    await server.backUp();
    a.records.add('owners', { full_name: 'Ben' });
    await settleDesks([a, b]);
    await server.restore();
    await settleDesks([a, b]);
    expect((await status(a)).cursor.epoch).toBe(1);
    if (survives) await server.backUp();
    b.records.add('owners', { full_name: 'Cleo' });
    await settleDesks([b, a]);
    await server.restore();
    a.records.add('owners', { full_name: 'Dora' });
    const report = await a.sync();
    expect(report.error).toBeNull();
    const events = a.engine.services.sync.runDetail(report.id).events;
    expect(events.map(({ message }) => message)).toContain('The server was restored or replaced.');
    await settleDesks([a, b]);
    for (const desk of [a, b]) expect(owners(desk)).toEqual(['Ana', 'Ben', 'Cleo', 'Dora']);
    expect((await status(a)).cursor.epoch).toBeGreaterThan(1);
    expect(await status(a)).toMatchObject({ pending: 0, conflicts: 0, quarantined: 0 });
    await expectEqual(a, b);
  });
});
