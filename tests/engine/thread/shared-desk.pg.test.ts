import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { expect, onTestFinished, test } from 'vitest';
import { connectRunning, type EngineClient } from '../../../engine/index.ts';
import { startHost } from '../../../host/start-host.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { exactNumbers } from '../../../shared/api/exact-numbers.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { bundledThreads } from '../../support/bundled-threads.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const PIN = '258036';

/** A host over `home`, as a window and as the command line see it. */
async function open(home: string) {
  const log = createMemoryLog();
  const host = await startHost({
    ...{ home, uiDir: home, log, autoSync: false },
    entries: bundledThreads,
  });
  onTestFinished(() => host.close());
  const link = new RPCLink({
    url: `http://127.0.0.1:${String(host.port)}/rpc`,
    headers: { authorization: `Bearer ${host.token}` },
    customJsonSerializers: exactNumbers,
  });
  const running = await connectRunning(home);
  if (!running) throw new Error('nobody answers on the socket');
  return { host, log, window: createORPCClient<EngineClient>(link), cli: running.client };
}

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: unknown) => errorFromClient(error).code,
  );

test('a locked desk gives its windows no record, syncs on, serves the command line, and signs each edit by who made it', async () => {
  const server = await startTestServer();
  const home = temporaryFolder();
  const first = await open(home);
  await first.window.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
  await first.window.desk.setPin({ username: 'staff', password: PASSWORD, pin: PIN });
  await first.window.desk.setPin({ username: 'admin', password: PASSWORD, pin: PIN });
  const owner = await first.window.records.add({
    table: 'owners',
    values: { full_name: 'Ann Archer' },
  });
  expect(owner.updatedBy).toBe('admin');
  await first.window.desk.unlock({ username: 'staff', pin: PIN });
  const second = await first.window.records.add({
    table: 'owners',
    values: { full_name: 'Bea Baker' },
  });
  expect(second.updatedBy).toBe('staff');
  // The command line works for the account the desk is signed in with, whoever sits there.
  const third = await first.cli.records.add({ table: 'owners', values: { full_name: 'Cid' } });
  expect(third.updatedBy).toBe('admin');

  await first.window.desk.lock();
  const asked = { table: 'owners', key: owner.key };
  for (const call of [
    first.window.records.get(asked),
    first.window.records.list({ table: 'owners' }),
    first.window.records.search({ text: 'ann' }),
    first.window.records.tables(),
    first.window.records.add({ table: 'owners', values: { full_name: 'x' } }),
    first.window.records.delete(asked),
    first.window.history.get(asked),
    first.window.drafts.list({}),
    first.window.deleted.list({}),
    first.window.conflicts.list({}),
    first.window.quarantine.export({}),
    first.window.settings.all(),
    first.window.account.logout(),
    first.window.desk.setPin({ username: 'staff', password: PASSWORD, pin: PIN }),
    first.window.desk.removePin({ username: 'staff' }),
    first.window.backups.list(),
  ])
    expect(await codeOf(call)).toBe('DESK_LOCKED');
  const rest = await fetch(
    `http://127.0.0.1:${String(first.host.port)}/api/records/owners/${owner.key}`,
    {
      headers: { authorization: `Bearer ${first.host.token}` },
    },
  );
  expect(rest.status).toBe(423);
  expect(await rest.text()).not.toContain('Archer');

  expect((await first.cli.records.list({ table: 'owners' })).total).toBe(3);
  const status = await first.window.status.get();
  expect(status).toMatchObject({ pending: 3, desk: { shared: true, locked: true, person: null } });
  expect((await first.window.sync.run({})).localToRemote).toEqual({ owners: 3 });
  expect(await codeOf(first.window.desk.unlock({ username: 'staff', pin: '147036' }))).toBe(
    'PIN_REFUSED',
  );
  expect(
    await codeOf(first.window.account.login({ username: 'staff', password: 'wrong one' })),
  ).toBe('SIGN_IN_REFUSED');
  // A stranger who types a password does not sign the desk out.
  expect((await first.window.status.get()).signedIn).toBe(true);
  await first.host.close();

  // Started again, without a line: locked, and open to the PIN.
  await server.close();
  const again = await open(home);
  expect(await codeOf(again.window.records.list({ table: 'owners' }))).toBe('DESK_LOCKED');
  await again.window.desk.unlock({ username: 'staff', pin: PIN });
  expect((await again.window.records.list({ table: 'owners' })).total).toBe(3);
  const offline = await again.window.records.set({
    table: 'owners',
    key: owner.key,
    values: { phone: '1' },
  });
  expect(offline.updatedBy).toBe('staff');

  // Signing out drops nothing that waits.
  await again.window.account.logout();
  expect(await again.window.status.get()).toMatchObject({
    signedIn: false,
    pending: 1,
    desk: { locked: true },
  });

  const secrets = await readFile(join(home, 'secrets.json'), 'utf8');
  expect(secrets).toContain('$argon2id$');
  expect(secrets).not.toContain(PIN);
  for (const { lines } of [first.log, again.log])
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${PIN}|147036|argon2id|wrong one`));
});

test('a desk without PINs is as it was: open, without a lock', async () => {
  const { window } = await open(temporaryFolder());
  const added = await window.records.add({ table: 'owners', values: { full_name: 'Ann' } });
  expect(added.updatedBy).toBe('local');
  expect(await codeOf(window.desk.lock())).toBe('PIN_NONE');
});
