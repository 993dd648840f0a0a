import { describe, expect, it } from 'vitest';
import { signIn, startTestServer } from '../support/server.ts';
import { openDesk } from '../support/two-desks.ts';
import { PASSWORD } from '../support/server.ts';

describe('the desks of a clinic', () => {
  it('are listed with who signed in and when they last sent, last seen first, and never those of another clinic', async () => {
    const server = await startTestServer();
    await server.addClinicWithUser('Lakeside', 'other');
    await signIn(server.url, 'other', 'desk-of-lakeside');
    await signIn(server.url, 'staff', 'desk-quiet');
    const desk = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    desk.records.add('owners', { full_name: 'Ada Brandt' });
    await desk.sync();

    const { desks } = await desk.engine.services.sync.desks();
    expect(desks).toMatchObject([
      { username: 'admin', signedIn: true, lastSent: expect.any(String) as string },
      { id: 'desk-quiet', name: 'desk-quiet', username: 'staff', lastSent: null },
    ]);
    expect(Date.parse(desks[0]?.lastSeen ?? '')).toBeGreaterThanOrEqual(
      Date.parse(desks[0]?.lastSent ?? ''),
    );
  });

  it('of a desk that signed out says so, and still knows when it was there', async () => {
    const server = await startTestServer();
    const gone = await openDesk({ url: server.url, username: 'staff', password: PASSWORD });
    await gone.engine.services.account.logout();
    const desk = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    const { desks } = await desk.engine.services.sync.desks();
    expect(desks.map(({ username, signedIn }) => [username, signedIn])).toEqual([
      ['admin', true],
      ['staff', false],
    ]);
  });

  it('are not known where nobody is signed in', async () => {
    const server = await startTestServer();
    const desk = await openDesk({ url: server.url, username: 'staff', password: PASSWORD });
    await desk.engine.services.account.logout();
    await expect(desk.engine.services.sync.desks()).rejects.toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
  });
});
